/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation StartPaper($arxivId: String!) {\n    startProcessing(input: { arxivId: $arxivId, quality: LOW }) {\n      __typename\n      ... on StartProcessingSuccess {\n        job {\n          id\n        }\n      }\n      ... on Error {\n        message\n      }\n    }\n  }\n": typeof types.StartPaperDocument,
    "\n  query VideosOfPaper($arxivId: String!) {\n    paper(arxivId: $arxivId) {\n      title\n      sections {\n        title\n        video {\n          url\n          durationSeconds\n        }\n      }\n    }\n  }\n": typeof types.VideosOfPaperDocument,
    "\n  mutation StartProcessing($input: StartProcessingInput!) {\n    startProcessing(input: $input) {\n      __typename\n      ... on StartProcessingSuccess {\n        existing\n        job {\n          id\n          status\n        }\n      }\n      ... on Error {\n        message\n      }\n      ... on InputError {\n        path\n        value\n      }\n      ... on TooBusyError {\n        retryAfterSeconds\n      }\n    }\n  }\n": typeof types.StartProcessingDocument,
    "\n  mutation CancelJob($id: ID!) {\n    cancelJob(id: $id) {\n      __typename\n      ... on Error {\n        message\n      }\n    }\n  }\n": typeof types.CancelJobDocument,
    "\n  subscription JobProgress($jobId: ID!, $after: Int!) {\n    jobProgress(jobId: $jobId, after: $after) {\n      seq\n      type\n      at\n      status\n      progress\n      currentStep\n      visualizationId\n      visualizationProgress\n    }\n  }\n": typeof types.JobProgressDocument,
    "\n  query JobOutline($id: ID!) {\n    job(id: $id) {\n      arxivId\n      error\n      paper {\n        title\n      }\n      steps {\n        name\n        status\n        detail\n      }\n      visualizations {\n        id\n        concept\n        failure {\n          message\n        }\n      }\n    }\n  }\n": typeof types.JobOutlineDocument,
    "\n  query JobReport($id: ID!) {\n    job(id: $id) {\n      id\n      arxivId\n      status\n      progress\n      error\n      createdAt\n      startedAt\n      finishedAt\n      paper {\n        title\n      }\n      visualizations {\n        id\n        concept\n        sectionId\n        section {\n          id\n          title\n        }\n        status\n        attempts\n        video {\n          id\n          url\n          posterUrl\n          captionsUrl\n          sceneName\n          chapters {\n            sceneName\n            startSeconds\n            endSeconds\n          }\n          stillImage\n          hasAudio\n          quality\n          durationSeconds\n          width\n          height\n          frameRate\n          sizeBytes\n          sha256\n        }\n        failure {\n          kind\n          message\n          exception\n          line\n          excerpt\n          traceback\n          hint\n          latexExpression\n          latexLog\n          retryable\n        }\n      }\n    }\n  }\n": typeof types.JobReportDocument,
};
const documents: Documents = {
    "\n  mutation StartPaper($arxivId: String!) {\n    startProcessing(input: { arxivId: $arxivId, quality: LOW }) {\n      __typename\n      ... on StartProcessingSuccess {\n        job {\n          id\n        }\n      }\n      ... on Error {\n        message\n      }\n    }\n  }\n": types.StartPaperDocument,
    "\n  query VideosOfPaper($arxivId: String!) {\n    paper(arxivId: $arxivId) {\n      title\n      sections {\n        title\n        video {\n          url\n          durationSeconds\n        }\n      }\n    }\n  }\n": types.VideosOfPaperDocument,
    "\n  mutation StartProcessing($input: StartProcessingInput!) {\n    startProcessing(input: $input) {\n      __typename\n      ... on StartProcessingSuccess {\n        existing\n        job {\n          id\n          status\n        }\n      }\n      ... on Error {\n        message\n      }\n      ... on InputError {\n        path\n        value\n      }\n      ... on TooBusyError {\n        retryAfterSeconds\n      }\n    }\n  }\n": types.StartProcessingDocument,
    "\n  mutation CancelJob($id: ID!) {\n    cancelJob(id: $id) {\n      __typename\n      ... on Error {\n        message\n      }\n    }\n  }\n": types.CancelJobDocument,
    "\n  subscription JobProgress($jobId: ID!, $after: Int!) {\n    jobProgress(jobId: $jobId, after: $after) {\n      seq\n      type\n      at\n      status\n      progress\n      currentStep\n      visualizationId\n      visualizationProgress\n    }\n  }\n": types.JobProgressDocument,
    "\n  query JobOutline($id: ID!) {\n    job(id: $id) {\n      arxivId\n      error\n      paper {\n        title\n      }\n      steps {\n        name\n        status\n        detail\n      }\n      visualizations {\n        id\n        concept\n        failure {\n          message\n        }\n      }\n    }\n  }\n": types.JobOutlineDocument,
    "\n  query JobReport($id: ID!) {\n    job(id: $id) {\n      id\n      arxivId\n      status\n      progress\n      error\n      createdAt\n      startedAt\n      finishedAt\n      paper {\n        title\n      }\n      visualizations {\n        id\n        concept\n        sectionId\n        section {\n          id\n          title\n        }\n        status\n        attempts\n        video {\n          id\n          url\n          posterUrl\n          captionsUrl\n          sceneName\n          chapters {\n            sceneName\n            startSeconds\n            endSeconds\n          }\n          stillImage\n          hasAudio\n          quality\n          durationSeconds\n          width\n          height\n          frameRate\n          sizeBytes\n          sha256\n        }\n        failure {\n          kind\n          message\n          exception\n          line\n          excerpt\n          traceback\n          hint\n          latexExpression\n          latexLog\n          retryable\n        }\n      }\n    }\n  }\n": types.JobReportDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartPaper($arxivId: String!) {\n    startProcessing(input: { arxivId: $arxivId, quality: LOW }) {\n      __typename\n      ... on StartProcessingSuccess {\n        job {\n          id\n        }\n      }\n      ... on Error {\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').StartPaperDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query VideosOfPaper($arxivId: String!) {\n    paper(arxivId: $arxivId) {\n      title\n      sections {\n        title\n        video {\n          url\n          durationSeconds\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').VideosOfPaperDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartProcessing($input: StartProcessingInput!) {\n    startProcessing(input: $input) {\n      __typename\n      ... on StartProcessingSuccess {\n        existing\n        job {\n          id\n          status\n        }\n      }\n      ... on Error {\n        message\n      }\n      ... on InputError {\n        path\n        value\n      }\n      ... on TooBusyError {\n        retryAfterSeconds\n      }\n    }\n  }\n"): typeof import('./graphql.ts').StartProcessingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelJob($id: ID!) {\n    cancelJob(id: $id) {\n      __typename\n      ... on Error {\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CancelJobDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription JobProgress($jobId: ID!, $after: Int!) {\n    jobProgress(jobId: $jobId, after: $after) {\n      seq\n      type\n      at\n      status\n      progress\n      currentStep\n      visualizationId\n      visualizationProgress\n    }\n  }\n"): typeof import('./graphql.ts').JobProgressDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query JobOutline($id: ID!) {\n    job(id: $id) {\n      arxivId\n      error\n      paper {\n        title\n      }\n      steps {\n        name\n        status\n        detail\n      }\n      visualizations {\n        id\n        concept\n        failure {\n          message\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JobOutlineDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query JobReport($id: ID!) {\n    job(id: $id) {\n      id\n      arxivId\n      status\n      progress\n      error\n      createdAt\n      startedAt\n      finishedAt\n      paper {\n        title\n      }\n      visualizations {\n        id\n        concept\n        sectionId\n        section {\n          id\n          title\n        }\n        status\n        attempts\n        video {\n          id\n          url\n          posterUrl\n          captionsUrl\n          sceneName\n          chapters {\n            sceneName\n            startSeconds\n            endSeconds\n          }\n          stillImage\n          hasAudio\n          quality\n          durationSeconds\n          width\n          height\n          frameRate\n          sizeBytes\n          sha256\n        }\n        failure {\n          kind\n          message\n          exception\n          line\n          excerpt\n          traceback\n          hint\n          latexExpression\n          latexLog\n          retryable\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JobReportDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
