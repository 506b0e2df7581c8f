/** A part of a paper, in reading order. Its text does not hold that of the parts nested in it. */
export interface ArxivSection {
  /** Unique within the paper: the id that LaTeXML gave the element, such as `S3.SS2`. */
  localId: string;
  title: string;
  /** 1 (the paper's top-level headings) to 4. */
  level: number;
  /** 0, 1, 2 … without gaps. */
  orderIndex: number;
  /** Paragraphs parted by an empty line; mathematics as TeX, `$…$` in the line and `$$…$$` displayed. A literal dollar is `\$`. */
  content: string;
  /** The displayed equations, as TeX. */
  equations: string[];
}

/** One version of a paper, as arXiv has it. */
export interface ArxivPaper {
  arxivId: string;
  version: number;
  title: string;
  authors: string[];
  abstract: string;
  pdfUrl: string;
  /** `null` when arXiv has no HTML edition of this version. */
  htmlUrl: string | null;
  publishedAt: Date | null;
  /** Never empty: without an HTML edition, the abstract is the one section. */
  sections: ArxivSection[];
  /** What a person should know about how it was read, as one sentence; `null` when all went as usual. */
  notice: string | null;
}

/** What a paper's sections are when nothing but its abstract is known. */
export function abstractAsSections(abstract: string): ArxivSection[] {
  return [{ localId: 'abstract', title: 'Abstract', level: 1, orderIndex: 0, content: abstract, equations: [] }];
}
