import { findFonts, findProgram, findTexFiles, hasLibrary } from './find.ts';

/** The package managers for which we know the names of packages. */
export type PackageManager = 'apt' | 'dnf' | 'pacman' | 'brew';

/** What a requirement is for: rendering, building the Python environment that renders, or only the tests. */
export type Purpose = 'rendering' | 'building' | 'testing';

/** Something of the operating system that has to be there. */
export interface SystemRequirement {
  what: string;
  why: string;
  purpose: Purpose;
  present(look: Look): boolean;
  /** The packages that bring it. Without an entry this package manager has none, or its system brings the thing along. */
  packages: Partial<Record<PackageManager, readonly string[]>>;
}

/** What is looked for once, however many requirements ask for it. */
interface Look {
  texFiles: readonly string[];
  fonts: readonly string[];
}

const program = (name: string) => () => findProgram(name) !== null;
const linux = process.platform === 'linux';

// One file stands for each of Debian's packages, so that a missing package is noticed by what it lacks, wherever TeX comes from.
const TEX_FILES = ['mathtools.sty', 'standalone.cls', 'rsfs10.pfb', 'physics.sty', 'tipa.sty', 'lmodern.sty', 'ctex.sty'] as const;
const texFile =
  (name: (typeof TEX_FILES)[number]) =>
  ({ texFiles }: Look) =>
    texFiles.some((file) => file.endsWith(`/${name}`));
const font =
  (pattern: RegExp) =>
  ({ fonts }: Look) =>
    !linux || fonts.some((file) => pattern.test(file));

function tex(what: string, present: SystemRequirement['present'], apt: string, dnf: string, pacman: string): SystemRequirement {
  const packages = { apt: [apt], dnf: [dnf], pacman: [pacman], brew: ['texlive'] };
  return { what, why: 'typesets the formulas of a scene', purpose: 'rendering', present, packages };
}

/** Everything this program needs of the system besides Node and Python, in the order in which it is told. */
export const systemRequirements: readonly SystemRequirement[] = [
  {
    what: 'a C compiler',
    why: 'compiles what Manim draws with',
    purpose: 'building',
    present: program('cc'),
    packages: { apt: ['gcc', 'libc6-dev'], dnf: ['gcc'], pacman: ['gcc'] },
  },
  {
    what: 'pkg-config',
    why: 'finds the libraries to compile with',
    purpose: 'building',
    present: program('pkg-config'),
    packages: { apt: ['pkg-config'], dnf: ['pkgconf-pkg-config'], pacman: ['pkgconf'], brew: ['pkgconf'] },
  },
  {
    what: 'cairo and pango',
    why: 'Manim draws with them, and what binds it to them is compiled here',
    purpose: 'building',
    // Pango's part for cairo asks for cairo itself, so that one question answers for both.
    present: () => hasLibrary('pangocairo'),
    packages: {
      apt: ['libcairo2-dev', 'libpango1.0-dev'],
      dnf: ['cairo-devel', 'pango-devel'],
      pacman: ['cairo', 'pango'],
      brew: ['cairo', 'pango'],
    },
  },
  tex('LaTeX', program('latex'), 'texlive-latex-base', 'texlive-latex', 'texlive-latex'),
  tex('XeLaTeX', program('xelatex'), 'texlive-xetex', 'texlive-collection-xetex', 'texlive-xetex'),
  tex('dvisvgm', program('dvisvgm'), 'dvisvgm', 'texlive-dvisvgm', 'texlive-binextra'),
  tex(
    'LaTeX: mathtools',
    texFile('mathtools.sty'),
    'texlive-latex-recommended',
    'texlive-collection-latexrecommended',
    'texlive-latexrecommended',
  ),
  tex('LaTeX: standalone', texFile('standalone.cls'), 'texlive-latex-extra', 'texlive-collection-latexextra', 'texlive-latexextra'),
  tex('LaTeX: rsfs', texFile('rsfs10.pfb'), 'texlive-fonts-recommended', 'texlive-collection-fontsrecommended', 'texlive-fontsrecommended'),
  tex('LaTeX: physics', texFile('physics.sty'), 'texlive-science', 'texlive-collection-mathscience', 'texlive-mathscience'),
  tex('LaTeX: tipa', texFile('tipa.sty'), 'tipa', 'texlive-tipa', 'texlive-fontsrecommended'),
  tex('LaTeX: lmodern', texFile('lmodern.sty'), 'lmodern', 'texlive-lm', 'texlive-fontsrecommended'),
  tex('LaTeX: ctex', texFile('ctex.sty'), 'texlive-lang-chinese', 'texlive-collection-langchinese', 'texlive-langchinese'),
  {
    what: 'a font with Chinese, Japanese and Korean',
    why: 'text in a scene may be in any language',
    purpose: 'rendering',
    present: font(/cjk|source-?han/i),
    packages: { apt: ['fonts-noto-cjk'], dnf: ['google-noto-sans-cjk-fonts'], pacman: ['noto-fonts-cjk'] },
  },
  {
    what: 'a font with emoji',
    why: 'text in a scene may hold them',
    purpose: 'rendering',
    present: font(/emoji/i),
    packages: { apt: ['fonts-noto-color-emoji'], dnf: ['google-noto-color-emoji-fonts'], pacman: ['noto-fonts-emoji'] },
  },
  {
    what: 'bubblewrap',
    why: 'the box in which the code of a scene runs',
    purpose: 'rendering',
    present: () => !linux || findProgram('bwrap') !== null,
    packages: { apt: ['bubblewrap'], dnf: ['bubblewrap'], pacman: ['bubblewrap'] },
  },
  {
    what: 'Chromium',
    why: 'the tests watch a video in a browser',
    purpose: 'testing',
    present: () => ['chromium', 'chromium-browser', 'google-chrome'].some((name) => findProgram(name) !== null),
    packages: { apt: ['chromium'], dnf: ['chromium'], pacman: ['chromium'] },
  },
];

/** What of the system is missing for these purposes. Takes some 30 ms. */
export function missingFromSystem(purposes: readonly Purpose[]): SystemRequirement[] {
  const look: Look = { texFiles: findTexFiles(TEX_FILES), fonts: linux ? findFonts() : [] };
  return systemRequirements.filter((requirement) => purposes.includes(requirement.purpose) && !requirement.present(look));
}
