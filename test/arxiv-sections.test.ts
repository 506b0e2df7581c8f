import { describe, expect, it } from 'vitest';
import { readLatexml } from '../src/arxiv/latexml.ts';
import type { ArxivSection } from '../src/arxiv/paper.ts';
import { fixturePage } from './support/arxiv-server.ts';

const outline = (sections: ArxivSection[]) => sections.map(({ localId, level, title }) => `${localId} ${level} ${title}`);

function section(sections: ArxivSection[], localId: string): ArxivSection {
  const found = sections.find((one) => one.localId === localId);
  if (!found) throw new Error(`no section ${localId} among ${sections.map((one) => one.localId).join(', ')}`);
  return found;
}

/** A minimal page of LaTeXML's around a body. */
const article = (body: string) => `<!DOCTYPE html><html><body><article class="ltx_document">${body}</article></body></html>`;
const titled = (kind: string, id: string, title: string, body: string) =>
  `<section class="ltx_${kind}"${id && ` id="${id}"`}><h2 class="ltx_title">${title}</h2>${body}</section>`;
const math = (tex: string) => `<math alttext="${tex}" display="inline"><mi>x</mi></math>`;

describe('a paper of LaTeXML', () => {
  const sections = readLatexml(fixturePage('pooling'));

  it('has its sections in order, without numbers and notes in their titles, appendices at the top level', () => {
    expect(outline(sections)).toEqual([
      'S1 1 Introduction',
      'S2 1 Weighted Pooling',
      'S2.SS1 2 Scaled $\\sqrt{d}$ Scores',
      'S2.SS1.SSS1 3 A long formula',
      'S2.SS1.SSS1.Px1 4 Numerical range.',
      'S2.SS2 2 Bounds',
      'S3 1 Experiments',
      'Sx1 1 Acknowledgements',
      'A1 1 Proofs',
      'A1.SS1 2 Proof of the lemma',
    ]);
    expect(sections.map(({ orderIndex }) => orderIndex)).toEqual(sections.keys().toArray());
  });

  it('has text with mathematics as TeX, without footnotes, and with the marks of lists', () => {
    expect(section(sections, 'S1').content).toBe(
      [
        'Pooling turns a sequence $x_{1},\\dots,x_{n}\\in\\mathbb{R}^{d}$ into one vector of the same size. The mean is the simplest choice [1], ' +
          'but it treats every token alike. About 50% of the tokens in Table 1 carry no weight at all.',
        'Our contributions are:',
        '• a definition that fits into one line;',
        '• a bound, see Theorem 1;',
        '• nothing else – really.',
      ].join('\n\n'),
    );
  });

  it('shows displayed equations where they stand and lists them, without their numbers', () => {
    const { content, equations } = section(sections, 'S2');
    expect(equations).toEqual([
      'w_{i}=\\frac{\\exp(q^{\\top}k_{i}/\\sqrt{d})}{\\sum_{j=1}^{n}\\exp(q^{\\top}k_{j}/\\sqrt{d})},',
      'y=\\sum_{i=1}^{n}w_{i}x_{i}.',
    ]);
    expect(content).toBe(
      `The weights come from a scoring function, and we write\n\n$$${equations[0]}$$\n\n` +
        `so that the pooled vector is the convex combination\n\n$$${equations[1]}$$\n\nAs (1) shows, no weight is negative.`,
    );
  });

  it('joins the cells of a row of align, and a row without a left side to the equation it continues', () => {
    expect(section(sections, 'S2.SS1').equations).toEqual([
      '\\mathbb{E}[q^{\\top}k_{i}] =\\sum_{m=1}^{d}\\mathbb{E}[q_{m}]\\,\\mathbb{E}[k_{i,m}]=0,',
      '\\operatorname{Var}[q^{\\top}k_{i}] =\\sum_{m=1}^{d}\\operatorname{Var}[q_{m}k_{i,m}] \\\\ =d,',
    ]);
  });

  it('unwraps TeX that LaTeXML wrapped, and keeps its per cent signs', () => {
    const [tex] = section(sections, 'S2.SS1.SSS1').equations;
    expect(tex).toContain('\\exp(z_{1}-\\max_{j}z_{j})+\\exp(z_{2}-\\max_{j}z_{j})');
    expect(tex).toContain('\\text{ and for 100\\% of all }');
    expect(tex).not.toContain('\n');
  });

  it('leaves the text of nested sections to them', () => {
    expect(section(sections, 'S2').content).not.toContain('variance');
    expect(section(sections, 'S2.SS1').content).not.toContain('Subtracting');
    expect(section(sections, 'S2.SS1.SSS1.Px1').content).toBe(
      'Subtracting the maximum changes nothing, because $\\exp(a-b)=\\exp(a)/\\exp(b)$.',
    );
  });

  it('reads theorems and proofs where they stand', () => {
    expect(section(sections, 'S2.SS2').content).toBe(
      [
        'Theorem 1 (Norm bound). If $\\|x_{i}\\|\\leq R$ for all $i$, then $\\|y\\|\\leq R$.',
        'Proof. By the triangle inequality,',
        '$$\\|y\\|\\leq\\sum_{i}w_{i}\\|x_{i}\\|\\leq R\\sum_{i}w_{i}=R.\\qed$$',
        'Lemma 2. The weights form a probability distribution.',
      ].join('\n\n'),
    );
  });

  it('reads captions and tables where they float, and equations inside lists', () => {
    const { content, equations } = section(sections, 'S3');
    expect(content).toContain('Figure 1: The weights $w_{i}$ of four tokens.');
    expect(content).toContain(
      'Method | $n=4$ | $n=8$\nMean | 0.52 | 0.49\nWeighted | 0.81 | 0.84\n\nTable 1: Accuracy on a task of our own.',
    );
    expect(content).toContain('1. score the tokens;\n\n2. pool them as in\n\n$$s_{i}=q^{\\top}k_{i}$$\n\n$$y=w^{\\top}X$$');
    expect(equations).toEqual(['s_{i}=q^{\\top}k_{i}', 'y=w^{\\top}X']);
  });

  it('has neither its references, its footnotes, its abstract nor the page’s footer in any section', () => {
    const everything = sections.map(({ title, content }) => `${title}\n${content}`).join('\n');
    for (const dropped of [
      'A reference whose text',
      'This footnote',
      'Also called attention',
      'written to be read',
      'Generated by',
      'Zoë',
    ]) {
      expect(everything).not.toContain(dropped);
    }
  });
});

describe('other papers of LaTeXML', () => {
  it('is one section under its own title when it has no headings', () => {
    expect(readLatexml(fixturePage('letter'))).toEqual([
      {
        localId: 'S0',
        title: 'A Letter Without Sections',
        level: 1,
        orderIndex: 0,
        content:
          'A ball thrown upwards at speed $v$ rises until its speed is zero.\n\nIts height is\n\n' +
          '$$h(t)=vt-\\tfrac{1}{2}gt^{2},$$\n\nwhich vanishes at $t=2v/g$.',
        equations: ['h(t)=vt-\\tfrac{1}{2}gt^{2},'],
      },
    ]);
  });

  it('counts levels from the chapters where there are chapters, and four at most', () => {
    expect(outline(readLatexml(fixturePage('lectures')))).toEqual([
      'S0 1 Lectures on Counting',
      'Ch1 1 Finite Sets',
      'Ch1.S1 2 Bijections',
      'Ch1.S1.SS1 3 Examples',
      'Ch1.S1.SS1.SSSx1 4 A program',
      'Ch1.S1.SS1.SSSx1.Px1 4 Cost',
      'Ch2 1 Infinite Sets',
      'Ch2.S1 2 Countable',
      'A1 1 Solutions',
    ]);
  });

  it('keeps the indentation of programs', () => {
    const { content } = section(readLatexml(fixturePage('lectures')), 'Ch1.S1.SS1.SSSx1');
    expect(content).toBe('Counting in a loop:\n\ntotal = 0\nfor item in items:\n    total += 1');
  });

  it('takes the rows of an equation with one number as its lines', () => {
    expect(section(readLatexml(fixturePage('lectures')), 'Ch2.S1').equations).toEqual([
      'f \\colon\\mathbf{N}\\to\\mathbf{N}, \\\\ f(n) =n.',
    ]);
  });

  it('reads what is readable when the source had errors', () => {
    const sections = readLatexml(fixturePage('troubled'));
    expect(outline(sections)).toEqual([
      'S1 1 Section 1',
      'S2 1 Results',
      'S3 1 Results',
      'S4 1 Nothing below',
      'S4.SS1 2 Only a subsection',
    ]);
    expect(section(sections, 'S2').content).toBe(
      'Text after an unknown command. See Figure 1 and [nobody].\n\nFigure 1: A picture that is missing.\n\n$$a = b+c \\\\ = d$$',
    );
    expect(section(sections, 'S3').content).toContain('with 5 \\$ and $a<b\\&c$ and $x\\mbox{ is 5\\% of }y$.');
    expect(section(sections, 'S3').equations).toContain('\\begin{split}u&=v\\\\ &=w\\end{split}');
    expect(section(sections, 'S4').content).toBe('');
  });

  it('reads the same from a page with what arXiv adds: a warning, a table of contents, buttons', () => {
    const page = fixturePage('pooling');
    const served = page
      .replace('<body>', '<body><div class="package-alerts ltx_document" role="status"><p>failed: apackage</p></div>')
      .replace('<div class="ltx_page_main">', '<nav class="ltx_page_navbar"><nav class="ltx_TOC">Contents</nav></nav>$&')
      .replaceAll('</p>\n</div>', '</p>\n<button class="sr-only button">Report issue for preceding element</button></div>');
    expect(served).toContain('Report issue');
    expect(readLatexml(served)).toEqual(readLatexml(page));
  });
});

describe('ids of sections', () => {
  const idsOf = (body: string) => readLatexml(article(body)).map(({ localId }) => localId);

  it('are those of the elements, made unique in the same way each time', () => {
    const body = ['S1', 'S1', '', 'S1-2', 'S1', 'has space', 'a:b', 'x'.repeat(200)]
      .map((id) => titled('section', id, 'Title', ''))
      .join('');
    expect(idsOf(body)).toEqual(['S1', 'S1-2', 'section-3', 'S1-2-2', 'S1-3', 'section-6', 'section-7', 'section-8']);
    expect(idsOf(body)).toEqual(idsOf(body));
  });

  it('stay unique in a page with ten thousand equal ones', () => {
    const ids = idsOf(titled('section', 'S1', 'Title', '').repeat(10_000));
    expect(new Set(ids).size).toBe(10_000);
  });
});

describe('titles', () => {
  const titleOf = (heading: string) => readLatexml(article(titled('section', 'S1', heading, '')))[0]?.title;

  it.each([
    ['<span class="ltx_tag">1 </span>Plain', 'Plain'],
    ['<span class="ltx_tag">1 </span>\n Two\n lines <br> here ', 'Two lines here'],
    [`A ${math('x^2')} of $5`, 'A $x^2$ of \\$5'],
    ['<span class="ltx_tag">Appendix A </span>', 'Appendix A'],
    ['<span class="ltx_tag">4.2 </span>', 'Section 4.2'],
    ['', 'Untitled'],
    ['no-break\u00a0space, soft\u00adhyphen, zero\u200bwidth', 'no-break space, softhyphen, zerowidth'],
  ])('%j reads %j', (heading, title) => {
    expect(titleOf(heading)).toBe(title);
  });

  it('are "Untitled" without a heading', () => {
    expect(readLatexml(article('<section class="ltx_section" id="S1"><p>Text.</p></section>'))[0]).toMatchObject({
      title: 'Untitled',
      content: 'Text.',
    });
  });
});

describe('TeX', () => {
  const texOf = (alttext: string) => readLatexml(article(`<p>${math(alttext)}</p>`))[0]?.content;

  it.each([
    ['a%\nb', '$ab$'],
    ['\\max%\n_{j}', '$\\max_{j}$'],
    ['\\alpha%\nx', '$\\alpha x$'],
    ['5\\%\nx', '$5\\% x$'],
    ['a\\\\%\nb', '$a\\\\b$'],
    ['100\\% %\nof', '$100\\% of$'],
    ['  a  \n b ', '$a b$'],
  ])('%j is unwrapped to %j', (wrapped, tex) => {
    expect(texOf(wrapped)).toBe(tex);
  });

  it('comes from the annotation where there is no alttext, and never from the symbols', () => {
    const annotated = '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">\\xi</annotation></semantics></math>';
    expect(readLatexml(article(`<p>Let ${annotated} be; <math><mi>y</mi></math>.</p>`))[0]?.content).toBe('Let $\\xi$ be; .');
  });

  it('is an equation when displayed outside of a table', () => {
    const [only] = readLatexml(article('<p>So <math alttext="a=b" display="block"></math> holds.</p>'));
    expect(only).toMatchObject({ content: 'So\n\n$$a=b$$\n\nholds.', equations: ['a=b'] });
  });
});

describe('pages that are not what was expected', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \n '],
    ['text', 'Rate exceeded.'],
    ['another page', '<!DOCTYPE html><html><body><h1>Welcome to this network</h1><p>Please log in.</p></body></html>'],
    ['JSON', '{"error":"busy"}'],
    ['bytes', '\u0000\u0001\ufffd\ufffd<\u0000>'],
    ['an empty article', article('')],
    ['an article with a title alone', article('<h1 class="ltx_title ltx_title_document">Title</h1>')],
  ])('%s has no sections', (_, page) => {
    expect(readLatexml(page)).toEqual([]);
  });

  it('reads what came of a page that was cut off, wherever it was', () => {
    const page = fixturePage('pooling');
    const whole = readLatexml(page);
    for (let end = 0; end < page.length; end += 997) {
      const sections = readLatexml(page.slice(0, end));
      expect(whole.slice(0, sections.length).map(({ localId }) => localId)).toEqual(sections.map(({ localId }) => localId));
    }
  });

  it('reads sections that nobody closed, and text between them', () => {
    const page =
      '<article class=ltx_document><p>Before<section class=ltx_section id=S1><h2 class=ltx_title>One<p>In one<b>bold<table><tr><td>cell';
    const sections = readLatexml(page);
    expect(sections.map(({ localId }) => localId)).toEqual(['S0', 'S1']);
    expect(sections[0]?.content).toBe('Before');
  });

  it.each([
    ['a million nested elements', `${'<div>'.repeat(1_000_000)}`],
    ['formatting that multiplies when it is misnested', Array.from({ length: 20_000 }, (_, index) => `<b a=${index}><p>`).join('')],
    ['two million elements', '<br>'.repeat(2_000_000)],
  ])('gives up on %s instead of running out of memory', (_, body) => {
    expect(readLatexml(article(titled('section', 'S1', 'Title', body)))).toEqual([]);
  });

  it('reads a page of five megabytes', () => {
    const page = fixturePage('pooling');
    const [start, end] = [page.indexOf('<section id="S1"'), page.indexOf('<section id="bib"')];
    const body = page.slice(start, end);
    const copies = Math.ceil(5_000_000 / body.length);
    const sections = readLatexml(page.slice(0, start) + body.repeat(copies) + page.slice(end));
    expect(sections).toHaveLength(copies * 8 + 2);
    expect(new Set(sections.map(({ localId }) => localId)).size).toBe(sections.length);
  });
});
