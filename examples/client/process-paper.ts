// A client of arXiviz in TypeScript: starts a paper, follows it live, and prints where the video of each section is.
//
//   npm start
//   node bin/run.js examples/client/process-paper.ts 1706.03762 http://127.0.0.1:8000
//
// What `graphql` returns knows the types of variables and results. After a change of an operation: npm run generate
import { createGraphqlClient } from '../../src/gql/client.ts';
import { followJob } from '../../src/gql/follow-job.ts';
import { graphql } from '../../src/gql/generated/gql.ts';

const startPaper = graphql(`
  mutation StartPaper($arxivId: String!) {
    startProcessing(input: { arxivId: $arxivId, quality: LOW }) {
      __typename
      ... on StartProcessingSuccess {
        job {
          id
        }
      }
      ... on Error {
        message
      }
    }
  }
`);

const videosOfPaper = graphql(`
  query VideosOfPaper($arxivId: String!) {
    paper(arxivId: $arxivId) {
      title
      sections {
        title
        video {
          url
          durationSeconds
        }
      }
    }
  }
`);

const [arxivId = '1706.03762', server = 'http://127.0.0.1:8000'] = process.argv.slice(2);
const client = createGraphqlClient(server);

const { startProcessing: started } = await client.request(startPaper, { arxivId });
if (started.__typename === 'StartProcessingSuccess') {
  await followAndPrint(started.job.id);
} else {
  // Failures that a client can expect are members of the result's union, so that none is forgotten.
  console.error(`${started.__typename}: ${started.message}`);
  process.exitCode = 1;
}

async function followAndPrint(jobId: string): Promise<void> {
  // Every event once and in order, also when the connection breaks meanwhile.
  for await (const { progress, currentStep, type } of followJob(() => client, jobId)) {
    console.log(`${Math.floor(progress * 100)} %  ${currentStep}  ${type}`);
  }
  const { paper } = await client.request(videosOfPaper, { arxivId });
  console.log(`\n${paper?.title ?? arxivId}`);
  for (const { title, video } of paper?.sections ?? []) {
    if (video) console.log(`${title} (${video.durationSeconds.toFixed(1)} s): ${video.url}`);
  }
}
