"""What tame formulas are made of: commands and packages that draw and can do nothing else. A command that no package of theirs has is an error of TeX's."""

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
    xrightarrow xleftarrow overleftrightarrow underrightarrow underleftarrow underleftrightarrow iiiint idotsint injlim projlim varinjlim varprojlim
    varlimsup varliminf nonumber notag intertext sideset genfrac hspace vspace hfill vfill enspace enskip thinspace medspace thickspace negthinspace
    raisebox rule fbox framebox makebox parbox centering raggedright raggedleft noindent par newline linebreak mathop mathbin mathrel mathord mathopen
    mathclose mathpunct mathinner mathstrut strut ensuremath vcenter underbar textsuperscript textsubscript textdegree textmd LaTeX TeX aa AA ae AE oe
    OE ss dotsi dotsm dotso restriction Join ulcorner urcorner llcorner lrcorner checkmark maltese circledR yen lhook rhook joinrel relbar Relbar
    lmoustache rmoustache lgroup rgroup arrowvert Arrowvert bracevert bigsqcap operatornamewithlimits doublecap doublecup varTheta varGamma
    varDelta varLambda varXi varPi varSigma varUpsilon varPhi varPsi varOmega centerdot blacklozenge circlearrowright circlearrowleft
    leftrightharpoons boxminus Vdash Vvdash twoheadrightarrow twoheadleftarrow leftleftarrows rightrightarrows upuparrows downdownarrows
    upharpoonright downharpoonright upharpoonleft downharpoonleft rightarrowtail leftarrowtail leftrightarrows rightleftarrows Lsh Rsh
    leftrightsquigarrow looparrowleft looparrowright circeq succsim gtrapprox multimap doteqdot precsim lessapprox eqslantless eqslantgtr curlyeqprec
    curlyeqsucc preccurlyeq leqq risingdotseq fallingdotseq succcurlyeq geqq gtrless sqsubset sqsupset vartriangleright vartriangleleft
    trianglerighteq trianglelefteq bigstar between blacktriangledown blacktriangleright blacktriangleleft vartriangle blacktriangle triangledown
    eqcirc lesseqgtr gtreqless lesseqqgtr gtreqqless Rrightarrow Lleftarrow veebar barwedge doublebarwedge sphericalangle varpropto smallsmile
    smallfrown Subset Supset Cup Cap curlywedge curlyvee leftthreetimes rightthreetimes subseteqq supseteqq bumpeq Bumpeq circledS pitchfork dotplus
    backsim backsimeq intercal circledcirc circledast circleddash lvertneqq gvertneqq nprec nsucc lneqq gneqq nleqslant ngeqslant lneq gneq npreceq
    nsucceq precnsim succnsim lnsim gnsim nleqq ngeqq precneqq succneqq precnapprox succnapprox lnapprox gnapprox nsim ncong diagup diagdown
    varsubsetneq varsupsetneq nsubseteqq nsupseteqq subsetneqq supsetneqq varsubsetneqq varsupsetneqq nsupseteq nparallel nshortmid nshortparallel
    nvdash nVdash nvDash nVDash ntrianglerighteq ntrianglelefteq ntriangleleft ntriangleright nleftarrow nrightarrow nLeftarrow nRightarrow
    nLeftrightarrow nleftrightarrow divideontimes mho eqsim lessdot gtrdot shortmid shortparallel smallsetminus thicksim thickapprox succapprox
    precapprox curvearrowleft curvearrowright Bbbk backepsilon lhd unlhd rhd unrhd

    Coloneqq eqqcolon dblcolon vcentcolon mathclap mathllap mathrlap clap llap rlap underbracket overbracket xleftrightarrow xLeftarrow xRightarrow
    xLeftrightarrow xhookleftarrow xhookrightarrow xmapsto prescript splitfrac splitdfrac cramped adjustlimits quantity qty pqty bqty Bqty vqty
    absolutevalue abs norm evaluated eval order commutator comm anticommutator acommutator acomm poissonbracket pb vectorbold vb vectorarrow va
    vectorunit vu dotproduct vdot crossproduct cross cp gradient grad divergence curl laplacian trace tr Trace Tr rank erf Residue Res principalvalue
    pv PV real imaginary qqtext qq qcomma qc qcc qif qthen qelse qotherwise qunless qgiven qusing qassume qsince qlet qfor qall qeven qodd qinteger
    qand qor qas qin differential dd variation var derivative dv partialderivative pderivative pdv functionalderivative fderivative fdv ket bra
    innerproduct braket ip outerproduct dyad ketbra op expectationvalue expval ev matrixelement matrixel mel matrixquantity mqty pmqty Pmqty bmqty
    vmqty smallmatrixquantity smqty spmqty sPmqty sbmqty svmqty matrixdeterminant mdet smallmatrixdeterminant smdet identitymatrix imat zeromatrix
    zmat paulimatrix pmat diagonalmatrix dmat antidiagonalmatrix admat asin acos atan acsc asec acot Ket Bra Braket set Set cancel bcancel xcancel
    cancelto textcolor color colorbox fcolorbox mathscr llbracket rrbracket mapsfrom oiint ointctrclockwise ointclockwise fint nicefrac sfrac
    degree celsius ohm micro perthousand
    """.split()
)
ENVIRONMENTS = frozenset(
    "align align* aligned alignat* alignedat equation* gather* gathered multline* multlined center flushleft flushright matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix "
    "matrix* pmatrix* bmatrix* Bmatrix* vmatrix* Vmatrix* smallmatrix cases dcases rcases array split tabular itemize enumerate minipage".split()
)
# That they are there lets none of these commands do more.
PACKAGES = frozenset("amsmath amssymb amsfonts mathtools physics braket bm cancel color xcolor mathrsfs stmaryrd esint nicefrac xfrac gensymb latexsym".split())
