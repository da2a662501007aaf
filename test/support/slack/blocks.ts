import { z } from 'zod';
import {
  accessory,
  actionElement,
  address,
  contextElement,
  hasOnePicture,
  id,
  inputElement,
  ONE_PICTURE,
  picture,
  plain,
  text,
  words,
} from './block-parts.ts';

/** The blocks themselves, and the views that hold them. Slack refuses properties that it does not know, and so do these. */

const own = { block_id: id.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...own,
    text: text(3_000).optional(),
    fields: z.array(text(2_000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, 'must provide text or fields');
const image = z
  .strictObject({
    type: z.literal('image'),
    ...own,
    ...picture,
    alt_text: words(2_000),
    title: plain(2_000).optional(),
  })
  .refine(hasOnePicture, ONE_PICTURE);

const styled = z.strictObject({
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  strike: z.boolean().optional(),
  code: z.boolean().optional(),
  underline: z.boolean().optional(),
});
const span = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style: styled.optional() }),
  z.strictObject({
    type: z.literal('link'),
    url: address,
    text: z.string().optional(),
    unsafe: z.boolean().optional(),
    style: styled.optional(),
  }),
  z.strictObject({
    type: z.literal('emoji'),
    name: words(255),
    unicode: z.string().optional(),
    style: styled.optional(),
  }),
  z.strictObject({ type: z.literal('user'), user_id: words(255), style: styled.optional() }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: words(255), style: styled.optional() }),
  z.strictObject({ type: z.literal('channel'), channel_id: words(255), style: styled.optional() }),
  z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']) }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: words(255),
    url: address.optional(),
    fallback: z.string().optional(),
  }),
]);
const richSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(span).min(1) });
const border = z.union([z.literal(0), z.literal(1)]).optional();
const richText = z.strictObject({
  type: z.literal('rich_text'),
  ...own,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        richSection,
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          elements: z.array(richSection).min(1),
          indent: z.int().min(0).optional(),
          offset: z.int().min(0).optional(),
          border,
        }),
        z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(span).min(1), border }),
        z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(span).min(1), border }),
      ]),
    )
    .min(1),
});

const everywhere = [
  section,
  z.strictObject({ type: z.literal('header'), ...own, text: plain(150) }),
  z.strictObject({ type: z.literal('divider'), ...own }),
  z.strictObject({ type: z.literal('context'), ...own, elements: z.array(contextElement).min(1).max(10) }),
  z.strictObject({ type: z.literal('actions'), ...own, elements: z.array(actionElement).min(1).max(25) }),
  image,
  richText,
  z.strictObject({
    type: z.literal('input'),
    ...own,
    label: plain(2_000),
    element: inputElement,
    hint: plain(2_000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
] as const;
const markdown = z.strictObject({ type: z.literal('markdown'), ...own, text: words(12_000) });

export const messageBlocks = z.object({
  blocks: z.array(z.discriminatedUnion('type', [...everywhere, markdown])).max(50),
});

const viewBlocks = z.array(z.discriminatedUnion('type', everywhere)).max(100);
const named = {
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3_000).optional(),
  external_id: z.string().max(255).optional(),
};
const modal = z
  .strictObject({
    type: z.literal('modal'),
    ...named,
    title: plain(24),
    blocks: viewBlocks.min(1),
    submit: plain(24).optional(),
    close: plain(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  })
  .refine((view) => view.submit !== undefined || !view.blocks.some((block) => block.type === 'input'), {
    message: 'missing required field: submit',
    path: ['submit'],
  });
const home = z.strictObject({ type: z.literal('home'), ...named, blocks: viewBlocks });
export const viewShape = z.object({ view: z.discriminatedUnion('type', [modal, home]) });
