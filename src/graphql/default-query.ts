/** What GraphiQL opens with: everything a newcomer needs, ready to run. */
export const defaultQuery = `# arXiviz: an arXiv paper and the Manim code
# of its visualizations become videos.
#
# 1. Run "Start". It answers at once with a job.
# 2. Put the job's id into the variables below,
#    {"jobId": "…"}, and run "Follow": it is live.
# 3. Run "Paper" to see every section with its
#    video. Open a video's url in a browser.

mutation Start {
  startProcessing(input: { arxivId: "1706.03762", quality: LOW }) {
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
  }
}

subscription Follow($jobId: ID!) {
  jobProgress(jobId: $jobId) {
    seq
    type
    progress
    currentStep
    visualization {
      concept
      status
      progress
      video {
        url
      }
      failure {
        message
        line
        hint
      }
    }
  }
}

query Paper {
  paper(arxivId: "1706.03762") {
    title
    authors
    sections {
      title
      video {
        url
        posterUrl
        durationSeconds
      }
    }
    latestJob {
      id
      status
      progress
    }
  }
}
`;
