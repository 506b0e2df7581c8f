import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pythonPath } from '../../src/services.ts';

/** What is really in a video, found by decoding every frame with PyAV. */
export interface Probed {
  codec: string;
  width: number;
  height: number;
  frameRate: number;
  durationSeconds: number;
  frames: number;
  distinctFrames: number;
  hasAudio: boolean;
  /** The index comes before the pictures, so that it plays while it loads. */
  faststart: boolean;
}

const script = `
import hashlib, io, json, sys
import av
data = sys.stdin.buffer.read()
container = av.open(io.BytesIO(data))
video = container.streams.video[0]
hashes = [hashlib.sha256(frame.to_ndarray()).hexdigest() for frame in container.decode(video)]
print(json.dumps({
    "codec": video.codec_context.name, "width": video.width, "height": video.height, "frameRate": float(video.average_rate),
    "durationSeconds": container.duration / 1_000_000, "frames": len(hashes), "distinctFrames": len(set(hashes)),
    "hasAudio": len(container.streams.audio) > 0, "faststart": data.find(b"moov") < data.find(b"mdat"),
}))
`;

export async function probe(video: Buffer): Promise<Probed> {
  const running = promisify(execFile)(pythonPath, ['-I', '-c', script], { maxBuffer: 1024 * 1024 });
  running.child.stdin?.end(video);
  return JSON.parse((await running).stdout);
}
