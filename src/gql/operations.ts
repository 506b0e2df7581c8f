import { graphql } from './generated/gql.ts';

/** Starts to process a paper, or finds the job that does so already. */
export const startProcessing = graphql(`
  mutation StartProcessing($input: StartProcessingInput!) {
    startProcessing(input: $input) {
      __typename
      ... on StartProcessingSuccess {
        existing
        job {
          id
          status
        }
      }
      ... on Error {
        message
      }
      ... on InputError {
        path
        value
      }
      ... on TooBusyError {
        retryAfterSeconds
      }
    }
  }
`);

export const cancelJob = graphql(`
  mutation CancelJob($id: ID!) {
    cancelJob(id: $id) {
      __typename
      ... on Error {
        message
      }
    }
  }
`);

/** Every step in a job's life after a known one, live. */
export const jobProgress = graphql(`
  subscription JobProgress($jobId: ID!, $after: Int!) {
    jobProgress(jobId: $jobId, after: $after) {
      seq
      type
      at
      status
      progress
      currentStep
      visualizationId
      visualizationProgress
    }
  }
`);

/** What events do not say: names and reasons. */
export const jobOutline = graphql(`
  query JobOutline($id: ID!) {
    job(id: $id) {
      arxivId
      error
      paper {
        title
      }
      steps {
        name
        status
        detail
      }
      visualizations {
        id
        concept
        failure {
          message
        }
      }
    }
  }
`);

/** All there is to say of a job at its end. */
export const jobReport = graphql(`
  query JobReport($id: ID!) {
    job(id: $id) {
      id
      arxivId
      status
      progress
      error
      createdAt
      startedAt
      finishedAt
      paper {
        title
      }
      visualizations {
        id
        concept
        sectionId
        section {
          id
          title
        }
        status
        attempts
        video {
          id
          url
          posterUrl
          captionsUrl
          sceneName
          chapters {
            sceneName
            startSeconds
            endSeconds
          }
          stillImage
          hasAudio
          quality
          durationSeconds
          width
          height
          frameRate
          sizeBytes
          sha256
        }
        failure {
          kind
          message
          exception
          line
          excerpt
          traceback
          hint
          latexExpression
          latexLog
          retryable
        }
      }
    }
  }
`);
