"""Hints about formulas. Each pattern was met in what TeX really says."""

from engine.hint import Hint

# What Python makes of \frac, \beta, \alpha, \vec, \rho, \times and \nu where the string is not raw.
EATEN = r"[\f\x08\a\v\r]|\t(?:imes|ext|heta|au\b|frac|ilde|riangle)|\n(?:u\b|abla|eq\b|ot\b)"

HINTS_OF_LATEX = (
    Hint(
        r"LaTeX was still busy",
        "Setting formulas took the time. Are new ones made without end, in a loop or an updater (a number that changes is a DecimalNumber), "
        "is this one far too large, or does a command that it defines use itself?",
    ),
    Hint(rf"LatexError: .*(?:{EATEN})", "The string is not raw: Python has taken some of its backslashes for characters of its own. Write r'…'."),
    Hint(
        r"LatexError: .*Unicode character",
        "Plain LaTeX cannot set this character. Use Text('…'), or Tex(…, tex_template=TexTemplateLibrary.ctex) for Chinese.",
    ),
    Hint(r"LatexError: .*File `[^']*\.(sty|cls|def|fd)'", "This LaTeX package is not installed on the renderer: do without it."),
    Hint(r"LatexError: .*File `", "No files are there besides the code: write what is in it into the string; pictures are for ImageMobject."),
    Hint(
        r"LatexError: LaTeX cannot set “[^”]*\$[^”]*”: (Missing [}$] inserted|Display math)",
        "MathTex sets formulas anyway: leave out the $ signs. They are for Tex, which sets text.",
    ),
    Hint(r"LatexError: .*(Missing \$ inserted|allowed only in math mode)", "Tex sets text: put formulas between $ signs in it, or use MathTex."),
    Hint(r"LatexError: .*cannot be turned into shapes.*%", "A % starts a comment in LaTeX and swallows the rest of the line: write \\%."),
    Hint(
        r"LatexError: .*(Undefined control sequence|Environment \S+ undefined)",
        "Is the string raw (r'…')? Is the command from a package that the template lacks (TexTemplate().add_to_preamble(r'\\usepackage{…}'))?",
    ),
    Hint(
        r"LatexError: .*Can be used only in preamble",
        "Packages belong into a template: template = TexTemplate(), template.add_to_preamble(r'\\usepackage{…}'), then MathTex(…, tex_template=template).",
    ),
    Hint(
        r"LatexError: .*Misplaced alignment tab|LatexError: .*Extra alignment tab",
        "A bare & only belongs into align, matrices and tables: in text write \\&.",
    ),
    Hint(r"LatexError: .*macro parameter character", "A bare # is for definitions: in text write \\#."),
    Hint(r"LatexError: .*Double (sub|super)script", "Say with braces what belongs together: x_{1_2} or {x_1}_2."),
    Hint(
        r"LatexError: LaTeX cannot set “\\begin\{(align|equation|gather|multline|displaymath)",
        "MathTex puts its strings into align* by itself: leave out \\begin{…} and \\end{…}, or name another with tex_environment='…'.",
    ),
    Hint(r"LatexError: .*Paragraph ended before", "No empty line may stand in a formula."),
    Hint(
        r"LatexError: .*(has an extra }|Too many }|File ended while scanning|Missing [{}] inserted)",
        "Has each { its }? A bare % swallows the rest of its line: write \\%.",
    ),
    Hint(r"ProgramMissing: (?P<name>\w+)", "Use Text for words; formulas need LaTeX on the machine that renders (`npm run setup` installs it)."),
)
