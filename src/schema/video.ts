import type { Chapter as ChapterValue } from '../rendering/renderer.ts';
import { absoluteUrl, findVideo } from '../resolvers/videos.ts';
import { builder } from './builder.ts';
import { Quality } from './enums.ts';

const Chapter = builder.objectRef<ChapterValue>('Chapter').implement({
  description: 'The part of a video that one scene made.',
  fields: (t) => ({
    sceneName: t.exposeString('sceneName', { description: 'Name of the scene’s class in the code.' }),
    startSeconds: t.exposeFloat('startSeconds', { description: 'Where it begins, in seconds from the start of the video.' }),
    endSeconds: t.exposeFloat('endSeconds', { description: 'Where it ends, in seconds from the start of the video.' }),
  }),
});

export const Video = builder.prismaObject('Video', {
  description: 'A rendered MP4. It never changes, and neither does what its URL means.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The same in REST.' }),
    url: t.field({
      type: 'URL',
      description: 'Where the MP4 can be played from, with range requests.',
      resolve: ({ objectKey }, _args, { services, publicUrl }) => absoluteUrl(services, publicUrl, objectKey),
    }),
    posterUrl: t.field({
      type: 'URL',
      nullable: true,
      description: 'A still picture of it.',
      resolve: ({ posterKey }, _args, { services, publicUrl }) => (posterKey === null ? null : absoluteUrl(services, publicUrl, posterKey)),
    }),
    captionsUrl: t.field({
      type: 'URL',
      nullable: true,
      description: 'Its subcaptions as WebVTT, where the scene has any.',
      resolve: ({ captionsKey }, _args, { services, publicUrl }) =>
        captionsKey === null ? null : absoluteUrl(services, publicUrl, captionsKey),
    }),
    sceneName: t.exposeString('sceneName', { description: 'Name of the scene of the first chapter.' }),
    chapters: t.field({
      type: [Chapter],
      description: 'Its scenes, in order.',
      // Written by this program alone, from values of this type.
      resolve: ({ chapters }) => chapters as unknown as ChapterValue[],
    }),
    stillImage: t.exposeBoolean('stillImage', { description: 'The scene had no animation: one held frame.' }),
    hasAudio: t.exposeBoolean('hasAudio', { description: 'Whether there is sound.' }),
    quality: t.expose('quality', { type: Quality, description: 'What it was rendered for.' }),
    durationSeconds: t.exposeFloat('durationSeconds', { description: 'Its length.' }),
    width: t.exposeInt('width', { description: 'Of a frame, in pixels.' }),
    height: t.exposeInt('height', { description: 'Of a frame, in pixels.' }),
    frameRate: t.exposeFloat('frameRate', { description: 'Frames a second.' }),
    sizeBytes: t.exposeInt('sizeBytes', { description: 'Of the MP4.' }),
    sha256: t.exposeString('sha256', { description: 'Of the MP4, in hexadecimal.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was rendered.' }),
  }),
});

builder.queryField('video', (t) =>
  t.prismaField({
    type: 'Video',
    nullable: true,
    description: 'A video by its id.',
    args: { id: t.arg.id({ required: true, description: 'Of the video.' }) },
    resolve: (query, _root, { id }, { services }) => findVideo(services, id, query),
  }),
);
