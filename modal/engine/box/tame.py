"""Which formulas draw and can do nothing else: those that are made of Manim's own preamble, plain characters and commands of this list."""

import re

from engine.formula import Formula

PREAMBLE = "\\documentclass[preview]{standalone}\n\\usepackage[english]{babel}\n\\usepackage{amsmath}\n\\usepackage{amssymb}\n"
START, END = PREAMBLE + "\\begin{document}", "\\end{document}"
LONGEST = 20_000

# None of them assigns, defines, reads, writes or looks at anything beyond the group it is in.
COMMANDS = frozenset(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi pi varpi rho varrho sigma varsigma tau upsilon
    phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega digamma aleph beth gimel daleth hbar hslash ell wp Re Im partial
    nabla infty imath jmath emptyset varnothing exists nexists forall neg lnot top bot angle measuredangle triangle square blacksquare lozenge flat
    natural sharp clubsuit diamondsuit heartsuit spadesuit prime backprime surd eth complement Finv Game
    pm mp times div cdot ast star circ bullet oplus ominus otimes oslash odot dagger ddagger cap cup uplus sqcap sqcup vee wedge lor land setminus wr diamond
    bigtriangleup bigtriangledown triangleleft triangleright amalg ltimes rtimes boxplus boxtimes boxdot Box
    le leq leqslant ge geq geqslant ne neq equiv sim simeq approx approxeq cong doteq propto asymp models perp parallel mid nmid prec preceq succ succeq ll
    gg lll ggg subset subseteq subsetneq supset supseteq supsetneq nsubseteq in ni notin owns vdash dashv vDash smile frown bowtie lesssim gtrsim
    triangleq therefore because lessgtr nless ngtr nleq ngeq coloneqq
    leftarrow gets rightarrow to leftrightarrow Leftarrow Rightarrow Leftrightarrow longleftarrow longrightarrow longleftrightarrow Longleftarrow
    Longrightarrow Longleftrightarrow iff implies impliedby mapsto longmapsto hookleftarrow hookrightarrow uparrow downarrow updownarrow Uparrow Downarrow
    Updownarrow nearrow searrow swarrow nwarrow leftharpoonup leftharpoondown rightharpoonup rightharpoondown rightleftharpoons leadsto rightsquigarrow
    sum prod coprod int iint iiint oint bigcap bigcup bigsqcup bigvee bigwedge bigodot bigotimes bigoplus biguplus
    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min Pr sec sin sinh sup tan tanh
    operatorname bmod pmod mod
    frac dfrac tfrac cfrac binom dbinom tbinom sqrt over choose overline underline overbrace underbrace overrightarrow overleftarrow underset overset
    stackrel substack limits nolimits displaystyle textstyle scriptstyle scriptscriptstyle boxed phantom hphantom vphantom smash
    hat widehat check tilde widetilde acute grave dot ddot dddot breve bar vec mathring
    left right middle big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm lfloor rfloor lceil rceil langle rangle lvert rvert lVert rVert
    vert Vert lbrace rbrace lbrack rbrack backslash
    quad qquad ldots cdots vdots ddots dots dotsc dotsb hdots colon
    mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathnormal boldsymbol pmb bm
    text textrm textbf textit textsf texttt textsc textup textnormal emph mbox
    rmfamily sffamily ttfamily bfseries itshape tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge bf it rm sf tt
    begin end item hline textbullet textbackslash textasciitilde S P copyright pounds
    """.split()
)
ENVIRONMENTS = frozenset(
    "align align* aligned equation* gather* gathered multline* center flushleft flushright matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix "
    "cases array split itemize minipage".split()
)
# The groups that Manim marks parts of a formula with.
GROUP = re.compile(r"\\special\{dvisvgm:raw <(?:g id='unique\d+\w*'|/g)>\}")
WORD = re.compile(r"\\([A-Za-z]+)")
ENVIRONMENT = re.compile(r"\\(?:begin|end)(?![A-Za-z])(?:\{([a-z]+\*?)\})?")
# A character that a backslash stands before, of those that are no letters; and all that may stand without one.
SYMBOLS = frozenset("\\{}%$&#_,;:!> |'`^~\"=.-/()[]\n")
PLAIN = re.compile(r"[\t\n -~]*")


def is_tame(formula: Formula) -> bool:
    source = formula.source
    if formula.compilers != ("latex",) or formula.output_format != ".dvi" or len(source) > LONGEST:
        return False
    if not source.startswith(START) or not source.rstrip().endswith(END):
        return False
    body = GROUP.sub(" ", source[len(START) : source.rindex(END)])
    # ^^ stands for characters by their code, a backslash among them.
    if not PLAIN.fullmatch(body) or "^^" in body:
        return False
    return all(name in COMMANDS for name in WORD.findall(body)) and all(name in ENVIRONMENTS for name in ENVIRONMENT.findall(body)) and _are_symbols(body)


def _are_symbols(body: str) -> bool:
    """Whether each backslash before something that is no letter is a command of one character that is harmless."""
    position = body.find("\\")
    while position >= 0:
        following = body[position + 1 : position + 2]
        if not following or not (following in SYMBOLS or (following.isascii() and following.isalpha())):
            return False
        position = body.find("\\", position + 2)
    return True
