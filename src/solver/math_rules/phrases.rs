//! The phrases of English that the grammar knows, as patterns: `a|b` are alternatives, `[a]` may be left out, `(a|b)`
//! groups. Numerals, letters and brackets are not here; facts about the world are in [`super::facts`].

use super::expr::Function as F;
use super::lexicon::Meaning::{self, *};
use super::lexicon::{After as A, Fold as L, Infix as I, Prefix as P, Verb as V};

/// Every pattern with its meaning.
pub(super) const PHRASES: &[(&str, Meaning)] = &[
    // Between two operands.
    (
        "+|plus|[are|is] (added|summed) (to|with|and)|add|together with|combined with|in addition to|and add|and also",
        Infix(I::Add),
    ),
    (
        "[is|are|being|gets|when] (increased|incremented|raised|augmented|enlarged|boosted) by|and another|and then another",
        Infix(I::Increase),
    ),
    (
        "(more|greater|larger|bigger|higher) than|above|on top of",
        Infix(I::MoreThan),
    ),
    (
        "-|minus|less|take away|takeaway|taking away|subtract|subtracting|take|without|sub|with the exception of",
        Infix(I::Subtract),
    ),
    (
        "[is|are|being|gets|when] (decreased|reduced|diminished|lessened|lowered|decremented|shortened) by",
        Infix(I::Decrease),
    ),
    (
        "(less|fewer|smaller|lower) than|below|under|[is|are|being|when] (subtracted|taken|taken away|deducted|removed) from|short of|from",
        Infix(I::LessThan),
    ),
    (
        "*|times|time|·|[is|are|being|gets|when] multiplied (by|with|times)|times by|timesed by|lots of|groups of|sets of|by|multiply [by]|times as (many|much|large|big) as",
        Infix(I::Multiply),
    ),
    ("x|×", Infix(I::Sign)),
    (
        "/|divided by|[is|are|being|gets|when] divided by|over|divide [by]|(split|shared|divided) [up] [evenly|equally] (among|amongst|between|by)|(is|are|being|gets|when) (split|shared) [evenly|equally] (among|amongst|between|by)|split into",
        Infix(I::Divide),
    ),
    (":", Infix(I::Divide)),
    ("goes into|going into|into|go into", Infix(I::Into)),
    ("[is|are|when] divided into", Infix(I::DividedInto)),
    ("mod|modulo|modulus|%", Infix(I::Remainder)),
    (
        "^|to the power [of]|[is|are|when] raised to [the power [of]]|[raised] to the exponent [of]|to the exponent|to power",
        Infix(I::Power),
    ),
    ("dot|·|dotted with|[in] dot product with", Infix(I::Dot)),
    ("cross|crossed with", Infix(I::Cross)),
    ("off|off of", Infix(I::Off)),
    // Behind an operand.
    (
        "[is|are|when|gets|being] squared|to the square",
        After(A::Power(2)),
    ),
    ("[is|are|when|gets|being] cubed", After(A::Power(3))),
    (
        "[is] (multiplied by|times|multiplied with) (itself|its own value)",
        After(A::Power(2)),
    ),
    ("[is] (added to|plus) itself", After(A::Times(2, 1))),
    (
        "[is|are|when|gets|being] doubled|twice over",
        After(A::Times(2, 1)),
    ),
    (
        "[is|are|when|gets|being] (tripled|trebled)",
        After(A::Times(3, 1)),
    ),
    ("[is|are|when|gets|being] quadrupled", After(A::Times(4, 1))),
    (
        "[is|are|when|gets|being] (halved|cut in half|divided in half|divided in two|split in half)",
        After(A::Times(1, 2)),
    ),
    ("[is|are|when|gets|being] quartered", After(A::Times(1, 4))),
    ("factorial|!", After(A::Call(F::Factorial))),
    ("degrees|degree|deg", After(A::Call(F::Degrees))),
    ("radians|radian|rad", After(A::Call(F::Radians))),
    (
        "percent|%|per cent|percents|percentage|pct",
        After(A::Percent),
    ),
    ("[is|are|when] [raised|taken] to the", After(A::ToThe)),
    (
        "[written|spelled|read] (reversed|backwards|backward|in reverse)|with [its|the] digits reversed",
        After(A::Call(F::Reverse)),
    ),
    // Before one operand.
    ("square of|second power of|sq of", Apply(P::Power(2))),
    ("cube of|third power of", Apply(P::Power(3))),
    (
        "[positive|principal|real] (square root of|square root|sqrt of|sqrt|root of|squareroot of|squareroot|second root of|sq root of)",
        Apply(P::Root(2)),
    ),
    (
        "[real] (cube root of|cubic root of|cube root|cubed root of|third root of|cbrt|cbrt of|cuberoot of)",
        Apply(P::Root(3)),
    ),
    (
        "twice|double|(double|twice) (the value|the amount|the size|the number|the quantity) of|double of|two times as (much|many) as|twice as (many|much|large|big) as|doubling",
        Apply(P::Times(2, 1)),
    ),
    (
        "thrice|triple|treble|triple of|tripling|triple the value of|three times as (much|many) as",
        Apply(P::Times(3, 1)),
    ),
    ("quadruple|quadruple of", Apply(P::Times(4, 1))),
    ("quintuple", Apply(P::Times(5, 1))),
    (
        "half|half of|one half of|a half of|half as (much|many|large|big) as|half the (value|size|amount) of|halving",
        Apply(P::Times(1, 2)),
    ),
    (
        "a (quarter|fourth) of|one (quarter|fourth) of|quarter of",
        Apply(P::Times(1, 4)),
    ),
    (
        "(negative|minus) of|[additive] (opposite|inverse|negation) of|additive inverse of|negative value of",
        Apply(P::Negate),
    ),
    (
        "(reciprocal|multiplicative inverse|inverse) of|one over",
        Apply(P::Reciprocal),
    ),
    (
        "(absolute value|modulus|magnitude) of|abs|abs of|absolute value",
        Apply(P::Call(F::Absolute)),
    ),
    ("factorial of|factorial", Apply(P::Call(F::Factorial))),
    (
        "(sine|sin|sinus) [function] [of] [an|the] [angle] [of]",
        Apply(P::Call(F::Sine)),
    ),
    (
        "(cosine|cos|cosinus) [function] [of] [an|the] [angle] [of]",
        Apply(P::Call(F::Cosine)),
    ),
    (
        "(tangent|tan|tangens) [function] [of] [an|the] [angle] [of]",
        Apply(P::Call(F::Tangent)),
    ),
    (
        "(secant|sec) [function] [of] [an|the] [angle] [of]",
        Apply(P::Call(F::Secant)),
    ),
    (
        "(cosecant|csc|cosec) [function] [of] [an|the] [angle] [of]",
        Apply(P::Call(F::Cosecant)),
    ),
    (
        "(cotangent|cot|cotan) [function] [of] [an|the] [angle] [of]",
        Apply(P::Call(F::Cotangent)),
    ),
    (
        "(arcsine|arcsin|inverse sine|inverse sin|asin|arc sine) [of]",
        Apply(P::Call(F::ArcSine)),
    ),
    (
        "(arccosine|arccos|inverse cosine|inverse cos|acos|arc cosine) [of]",
        Apply(P::Call(F::ArcCosine)),
    ),
    (
        "(arctangent|arctan|inverse tangent|inverse tan|atan|arc tangent) [of]",
        Apply(P::Call(F::ArcTangent)),
    ),
    (
        "(logarithm|log) [to [the]] base|(logarithm|log) (to|with|in) base",
        Apply(P::LogBase),
    ),
    (
        "(binary logarithm|binary log) of|(logarithm|log) base 2 of",
        Apply(P::Log(2)),
    ),
    (
        "(common logarithm|decimal logarithm|common log) of|(logarithm|log) base 10 of",
        Apply(P::Log(10)),
    ),
    (
        "(sum of [all] [of] [the] [individual] digits (of|in)|digit sum of|digital sum of|sum of [all] [of] [the] digits (of|in) the number)",
        Apply(P::Call(F::DigitSum)),
    ),
    (
        "number of digits (in|of)|count of digits (in|of)|how many digits (are|are there) in|how many digits in|how many digits (does|has) [the number]",
        Apply(P::Call(F::DigitCount)),
    ),
    (
        "(last|final|ones|units|unit 's|unit|one 's|rightmost) digit (of|in)",
        Apply(P::Call(F::LastDigit)),
    ),
    (
        "(first|leading|leftmost) digit (of|in)",
        Apply(P::Call(F::FirstDigit)),
    ),
    ("reverse of|reversal of", Apply(P::Call(F::Reverse))),
    (
        "number of [positive] (divisors|factors) of|how many [positive] (divisors|factors) (does|has)",
        Apply(P::Call(F::DivisorCount)),
    ),
    (
        "(next|first|smallest|least|closest) prime [number] (after|above|following|greater than|larger than|bigger than|higher than|past|more than|that (follows|is greater than|is larger than|comes after))",
        Apply(P::Call(F::NextPrime)),
    ),
    (
        "(previous|last|largest|biggest|greatest|highest|closest) prime [number] (before|below|preceding|less than|smaller than|under|lower than|that (precedes|is less than|is smaller than|comes before))",
        Apply(P::Call(F::PreviousPrime)),
    ),
    (
        "how many (primes|prime numbers) (are|are there|are less than|are smaller than|are there less than|exist) (below|less than|under|smaller than)|number of (primes|prime numbers) (below|less than|under|smaller than)|how many (primes|prime numbers) are (below|less than|under|smaller than)",
        Apply(P::Call(F::PrimesBelow)),
    ),
    (
        "(next|first|smallest) even [whole] (number|integer) (after|above|following|greater than|larger than|bigger than|that follows|that comes [right] after)",
        Apply(P::Call(F::NextEven)),
    ),
    (
        "(next|first|smallest) odd [whole] (number|integer) (after|above|following|greater than|larger than|bigger than|that follows|that comes [right] after)",
        Apply(P::Call(F::NextOdd)),
    ),
    (
        "(previous|last|largest|biggest|greatest) even [whole] (number|integer) (before|below|preceding|less than|smaller than|under|that precedes|that comes [right] before)",
        Apply(P::Call(F::PreviousEven)),
    ),
    (
        "(previous|last|largest|biggest|greatest) odd [whole] (number|integer) (before|below|preceding|less than|smaller than|under|that precedes|that comes [right] before)",
        Apply(P::Call(F::PreviousOdd)),
    ),
    (
        "(floor|integer part|whole part|whole number part|integral part) of|floor",
        Apply(P::Call(F::RoundDown)),
    ),
    ("(ceiling|ceil) of|ceiling|ceil", Apply(P::Call(F::RoundUp))),
    // Neighbours; most wordings are put together in the grammar.
    (
        "successor (of|to)|integer successor of|number one (above|higher than|up from|more than)|next (up from|integer up from)|[count] one (up|forward|further) from|[count] up one from|go one up from",
        Apply(P::Plus(1)),
    ),
    (
        "predecessor (of|to)|integer predecessor of|number one (below|lower than|down from|less than)|[count] one (down|back|backward|backwards) from|[count] (down|back) one from|one before",
        Apply(P::Plus(-1)),
    ),
    // Before one operand, as far as it reaches.
    (
        "[first] derivative of [the (function|polynomial|expression)]|differentiate|[first] derivative|d / d x [of]|d / dx [of]|(slope|gradient|steepness|rate of change) of [the] (curve|function|graph|parabola|graph of|tangent (to|line to|of) [the (curve|graph|parabola|function)])|(slope|gradient) of",
        Far(P::Derivative(1)),
    ),
    (
        "(second|2 nd) (derivative|order derivative) of [the (function|polynomial|expression)]|derivative of the derivative of",
        Far(P::Derivative(2)),
    ),
    (
        "(third|3 rd) derivative of [the (function|polynomial|expression)]",
        Far(P::Derivative(3)),
    ),
    (
        "[definite] integral of [the (function|polynomial|expression)]|integrate [the (function|polynomial|expression)]|integral|area under [the] (curve|graph|line|function) [of] [y =]|area under y =|area under",
        Far(P::Integral),
    ),
    // Before a list.
    (
        "(sum|total|addition|sum total|combined total) (of|from|between)|add up|add together|adding up|adding together|sum up|total up|sum|summing|summing up",
        Fold(L::Sum),
    ),
    (
        "(product|multiplication) (of|from|between)",
        Fold(L::Product),
    ),
    ("difference (of|from)|subtraction of", Fold(L::Difference)),
    (
        "[positive|absolute] difference (between|in|in value between|when comparing)|absolute difference of|positive difference of",
        Fold(L::Distance),
    ),
    (
        "(quotient|ratio) (of|between|from)|result of the division of|division of",
        Fold(L::Quotient),
    ),
    (
        "(remainder|modulus|modulo) (of|when|if|after|from|for|in|by|when you|if you|on)|remainder of the division of|remainder [is] [left|obtained|you get|do you get|there] (when|if|after|by|from) [you|we|i|one]|(left|left over|leftover|remaining) (when|if|after|from) [you|we]|remainder (do you|will you|would you|do we) (get|have|obtain) (when|if|after|by) [you]|remainder (is|'s) (there|left|left over) (when|if|after) [you]",
        Fold(L::Remainder),
    ),
    ("remainder (does|will|would)|remainder", RemainderOf),
    (
        "[integer|whole|whole number] quotient (when|if|after|by) [you|we]|(integer|whole number) quotient of|integer division of|how many whole times does",
        Fold(L::Call(F::Quotient)),
    ),
    ("(dot|scalar|inner) product (of|between)", Fold(L::Dot)),
    (
        "(cross|vector|outer|2d cross) product (of|between)",
        Fold(L::Cross),
    ),
    (
        "(average|mean|arithmetic mean|average value|mean value) (of|between|for)|number (halfway|half way|exactly halfway|midway) between|(halfway|half way|midway|exactly halfway) between|midpoint between|average",
        Fold(L::Call(F::Mean)),
    ),
    ("median [value] (of|in|from)", Fold(L::Call(F::Median))),
    ("mode (of|in)", Fold(L::Call(F::Mode))),
    ("(range|spread) of", Fold(L::Call(F::Spread))),
    (
        "(greatest|highest|largest|biggest) common (divisor|factor|denominator) (of|for|between|shared by)|(gcd|gcf|hcf) (of|for|between)|gcd|largest number that (divides|evenly divides) [both]|(greatest|largest|biggest|highest) (number|integer) that (divides|evenly divides) [both]",
        Fold(L::Call(F::Gcd)),
    ),
    (
        "(least|lowest|smallest) common (multiple|denominator) (of|for|between|shared by)|lcm (of|for|between)|lcm|smallest [positive] number [that is] divisible by both",
        Fold(L::Call(F::Lcm)),
    ),
    (
        "(largest|greatest|biggest|highest|larger|greater|bigger|higher|maximum|max) [number|value|one|integer|element|of these] (of|among|amongst|between|from|out of|in)|max|maximum|max of|largest (:|,)|largest number (:|,)",
        Fold(L::Call(F::Largest)),
    ),
    (
        "(smallest|least|lowest|smaller|lesser|lower|minimum|min) [number|value|one|integer|element|of these] (of|among|amongst|between|from|out of|in)|min|minimum|min of|smallest (:|,)|smallest number (:|,)",
        Fold(L::Call(F::Smallest)),
    ),
    (
        "distance (between|from) [the points]",
        Fold(L::Call(F::Distance)),
    ),
    (
        "midpoint (of|between) [the points]|middle point between",
        Fold(L::Call(F::Midpoint)),
    ),
    (
        "(slope|gradient) of [the|a] line (through|between|passing through|that passes through|connecting|joining) [the points]",
        Fold(L::Call(F::Slope)),
    ),
    (
        "[whole] (number|integer|one) [that] [is|comes|lies|falls|goes|sits|stands] [directly|right|exactly] [in] between|(comes|is|lies|falls) [directly|right|exactly] [in] between|number between",
        Fold(L::Call(F::Between)),
    ),
    // Vectors and matrices.
    (
        "(length|magnitude|norm|euclidean norm|euclidean length|size|modulus) of [the|a] vector|(length|magnitude|norm|euclidean norm) of",
        Apply(P::Call(F::Length)),
    ),
    (
        "(determinant|det) of|determinant|det",
        Apply(P::Call(F::Determinant)),
    ),
    ("trace of|trace", Apply(P::Call(F::Trace))),
    (
        "[whose|with|having|that has|which has] [the|its|two|three] rows [are|being|:]|whose rows read",
        Rows,
    ),
    (
        "[whose|with|having|that has|which has] [the|its|two|three] columns [are|being|:]",
        Rows,
    ),
    (
        "[whose|with|having|that has|which has] [the|a|its] (first|second|third|top|middle|bottom|next|last) (row|column) [is|being|of|:]|row (one|two|three|1|2|3) [is|:]",
        Row,
    ),
    // Actions.
    (
        "add|adding|adds|added|you add|buy|buys|bought|get|gets|got|find|finds|found|receive|receives|received|gain|gains|earn|earns|earned|collect|pick up",
        Verb(V::Add),
    ),
    (
        "subtract|subtracting|subtracts|subtracted|deduct|deducting|minus",
        Verb(V::Subtract),
    ),
    (
        "take|taking|takes|remove|removing|take away|taking away|takes away|took|lose|losing|loses|lost|give away|giving away|gives away|gave away|eat|eats|ate|eating|spend|spends|spent|sell|sells|sold|drop|drops|use|uses|give|gives|gave|break|breaks|throw away",
        Verb(V::Take),
    ),
    (
        "multiply|multiplying|multiplies|multiplied|times",
        Verb(V::Multiply),
    ),
    (
        "divide|dividing|divides|divided|split|share|splitting|sharing",
        Verb(V::Divide),
    ),
    (
        "increase|increasing|raise|raising|increases",
        Verb(V::Increase),
    ),
    (
        "decrease|decreasing|reduce|reducing|lower|lowering|diminish|decreases|reduces",
        Verb(V::Decrease),
    ),
    ("raise|raising|raises", Verb(V::Raise)),
    ("square|squaring|squares", Verb(V::Square)),
    ("cube|cubing|cubes", Verb(V::Cube)),
    ("double|doubling|doubles", Verb(V::Scale(2, 1))),
    (
        "triple|tripling|treble|trebling|triples",
        Verb(V::Scale(3, 1)),
    ),
    ("quadruple|quadrupling", Verb(V::Scale(4, 1))),
    ("halve|halving|halves|take half of", Verb(V::Scale(1, 2))),
    ("negate|negating", Verb(V::Negate)),
    ("power of|power", PowerOf),
    ("root of", RootOf),
    // Nouns that change nothing.
    (
        "number|[two|three|four|both|these|following|given] numbers|integer|integers|[whole|natural|real|rational|decimal|positive] (number|integer|numbers|integers)|value|values|vector|[two|three|both] vectors|matrix|[two] matrices|point|points|both|variable|expression|fraction|fractions|angle|an angle of|digit|both of|[2|3|two|three] (x|×|by) [2|3|two|three] matrix|square matrix|value of|size of",
        Noun,
    ),
    (
        "[2|3] d (vector|vectors)|[two|three] dimensional (vector|vectors)|[column|row] (vector|vectors)|list|set|numbers in|matrix given by|expression given by|equation",
        Noun,
    ),
    (
        "numbers :|vectors :|matrix :|following :|values :|integers :|number :",
        Noun,
    ),
    (
        "(result|outcome|answer|value) of (taking|calculating|computing|finding|evaluating|working out)|quantity [of]|(result|outcome|answer|value) (of|to|for|from|you get from|we get from)|answer to the (sum|question|problem)|value of the expression|expression|calculation|entire quantity",
        Quantity,
    ),
    (
        "(number|result|value|answer|amount|total|one) (that|which) (is|equals|results from|you get (if|when|by)|one gets (if|when|by)|we get (if|when|by)|i get (if|when|by)|is obtained (by|when|from)|comes from|is equal to|comes out when)|(number|result|value|answer|amount|total) (you|we|i|one) (get|gets|obtain|would get) (if|when|by|from)|(number|result|value|answer|total) (when|if|obtained by|obtained when|obtained from)|(result|answer) after|what you get (if|when|by)",
        Quantity,
    ),
    (
        "what|what (number|integer|value|numeral|digit|amount|quantity)|which (number|integer|value|numeral|digit)|_|?|how (much|many)|(some|a|an|a certain|a particular|a secret|my|the secret|the original|the unknown|the missing|the starting|the|a mystery|an unknown|the mystery|your) (number|integer|value)|something|blank|the blank|unknown|an unknown|the unknown",
        Unknown,
    ),
    (
        "the result|that|it|this|the (answer|total|outcome|sum|product|difference|quotient|new number)|that (number|result|total|sum|value|answer|product)|this (number|result|total|sum|value|product)|the resulting (number|value)|the new (number|value|result)|what you (get|got|have)|your (result|answer|total)|result|the lot|them",
        Previous,
    ),
    (
        "[and] [then] all [of] (that|this|it)|[and] all|[and] [then] (the (whole|entire) (thing|expression|lot|sum|result|quantity)|the whole|everything|all together|the result|the total|the sum|the result of that|the result of this|that result|that total|the answer|the result being|that|the resulting number)|[and] [then] the (sum|total|result|product|difference|quotient) (is|gets|being)|with the (result|sum|total) [then] [being]|which is then|that is then|then|and then|afterwards|and afterwards|[and] after that|and finally|finally|next",
        Group,
    ),
    (
        "start with|starting (with|from|at)|start (from|at|out with)|begin with|beginning (with|from)|begin (at|from)|take|think of|thinking of|i (think|thought) of|i am thinking of|pick|choose|imagine|consider|given|i (take|have|start with|begin with|pick|choose|had)|you (have|take|start with|begin with|had)|have|(he|she|they) (has|have|had)|think|i ' m thinking of|i m thinking of|m thinking of",
        Start,
    ),
    (
        "[and] then|and|after that|afterwards|next|finally|and finally|and after that|now|lastly|before|then finally|followed by|and next|, then|and also|, and then|, and|;|; then|; and|, next|, finally|, now|, and finally|, lastly|, after that|, and lastly|, followed by|,|& then|&|. then|. next|. finally|. now|. after that|. lastly|.|. and|. and then",
        Then,
    ),
    (
        "you|i|we|someone|they|he|she|we then|you then|i then|somebody|a person",
        Subject,
    ),
    (
        "=|equals|[is|are|would be|'s] equal to|equal|equals to|is|are|'s|make|makes|give|gives [you]|give you|yields|yield|results in|result in|comes to|come to|is the same as|are the same as|amounts to|amount to|adds up to|add up to|be|totals|total|produces|produce|equates to|become|becomes|was|will be|would be|must be|should be|to (get|make|give|obtain|reach|equal|have|yield)|[so that] (i|you|we) (get|have|obtain|end up with|got)|and (i|you|we) (get|got|end up with|have)|has [the|a] value [of]|have [the] value [of]|takes [on] the value|is set to|stands for|represents|denotes|being|which (is|equals|gives|makes)|= =|is exactly|sum to|sums to|evaluates to|works out to|work out to|sums to|in order to get|so that the result is|the (result|answer|total|sum) is|and the (result|answer|total|sum) is|is the result",
        Equals,
    ),
    // Comparisons.
    (
        "[is] (greater|more|larger|bigger|higher) than|>|exceeds|[is] above|[is] in excess of",
        Compare(F::Greater),
    ),
    (
        "[is] (less|smaller|fewer|lower) than|<|[is] below",
        Compare(F::Less),
    ),
    (
        "[is] (greater|more|larger|bigger) than or equal to|> =|≥|[is] at least|[is] no less than",
        Compare(F::AtLeast),
    ),
    (
        "[is] (less|smaller) than or equal to|< =|≤|[is] at most|[is] no more than",
        Compare(F::AtMost),
    ),
    (
        "=|equals|[is|are] equal to|equal|[is] the same as|[is] the same number as|[is] equivalent to|[is] exactly|[is] identical to|make|makes|give|come to|add up to|total|is|are|be|really|= =",
        Compare(F::Equal),
    ),
    (
        "≠|[is] not equal to|[is] different from|does not equal|is not|! =",
        Compare(F::NotEqual),
    ),
    (
        "[an] even [number|integer]|divisible by two|divisible by 2",
        Property(F::IsEven),
    ),
    ("[an] odd [number|integer]", Property(F::IsOdd)),
    ("[a] prime [number]", Property(F::IsPrime)),
    (
        "[a] perfect square|[a] square number|[a] square",
        Property(F::IsSquare),
    ),
    (
        "[evenly] divisible by|[a] multiple of",
        PropertyOf(F::Divides, true),
    ),
    (
        "[a|an] [exact] (factor|divisor) of",
        PropertyOf(F::Divides, false),
    ),
    (
        "(even or odd|odd or even|an (even or odd|odd or even|even or an odd|odd or an even) number|even or is it odd)",
        EitherOr(F::Parity),
    ),
    (
        "(greater|larger|bigger|higher|more) or (less|smaller|lower) than",
        EitherOr(F::Relation("greater", "less")),
    ),
    (
        "(larger or smaller|smaller or larger) than|(bigger or smaller|smaller or bigger) than",
        EitherOr(F::Relation("larger", "smaller")),
    ),
    (
        "(less or (more|greater)|lower or higher|smaller or greater) than|(more or less|less than or greater|greater than or less|more than or less|less than or more) than",
        EitherOr(F::Relation("more", "less")),
    ),
    (
        "[the] (largest|greatest|biggest|highest|larger|greater|bigger|higher|maximum) [one|number|value] [of (these|them|the two|the three)]|more|worth more|[the] most",
        Pick(F::Largest),
    ),
    (
        "[the] (smallest|least|lowest|smaller|lesser|lower|minimum) [one|number|value] [of (these|them|the two|the three)]|less|worth less",
        Pick(F::Smallest),
    ),
    ("[an] even [number]", Pick(F::OnlyEven)),
    ("[an] odd [number]|not even", Pick(F::OnlyOdd)),
    ("[a] prime [number]", Pick(F::OnlyPrime)),
    (
        "[the] (median|middle one|in the middle|middle number|middle value)",
        Pick(F::Median),
    ),
    // Asking.
    (
        "what (is|'s|are|was|would be|will be|does|do|would|will|you think is|number is|value is|value has)|whats|what s|what|wat is|what exactly is|what might be|what 's|which is|which number is|which (integer|value|numeral) is|what integer is|what number|which number|which|who is|what do you (get|think) [is] [for|from]|how much (is|are|'s|does|do|will|would|makes|would be)|how many (is|are|does|do)|how many|how much|how much exactly is|how large is|how big is",
        Ask,
    ),
    (
        "(calculate|compute|evaluate|find|determine|work out|figure out|give|give me|tell me|tell us|state|say|name|type|type in|enter|write|write down|input|provide|supply|fill in|submit|answer|answer with|simplify|specify|show|show me|return|respond with|reply with|print|report|put|put in|get|obtain|reckon|estimate|key in|solve|solve for|identify|pick|select|choose|do|perform|deduce|express|let me know|add up|count|happen to know|know|calculating|evaluating|guess|resolve|square up|work|provide us with|type out|spell out|list|produce|present|derive)",
        Ask,
    ),
    (
        "what (do|would|will|does|did) (you|we|i|one|someone) (get|obtain|have|end up with|find|receive|arrive at|come up with|be left with) [if|when|by|from|as a result of|as the result of|after|for]|what (is|'s|would be|will be) (the result|the answer|the outcome|the total|the value|left|left over|your answer|your result) (if|when|of|after|to|from|by|for|on)|what (is|'s|would be|will be) the (sum|total|product|difference|quotient) (if|when)|what (is|'s) (left|left over|remaining) (if|when|of|after) [you]|what (remains|results|is obtained|is left) (if|when|from|by|after)|how (much|many) (is|are|do you have|do you get|would you have|will you have|would be|remain|remains|do i have|do we have) [left|remaining|left over] (if|when|after)|what number (do|would|will) (you|we|i) (get|have|obtain|reach|end up with|end up at|arrive at|land on) (if|when|by|after)|which number (do|would) you get (if|when|by)|what (happens|comes out) (if|when)|(what|which) (number|value) (results (from|if|when)|equals|is equal to|is the same as|is obtained by)|what integer (equals|is equal to)|what (would|will) be left (if|after|when)|what (do|would) you get if|what answer do you get (if|when)",
        Ask,
    ),
    (
        "the (answer|solution|result|outcome|value|total) (to|of|for|is|being)|answer (this|to this|the following) [question|:|problem]|the (number|value) of|the following [expression|sum|problem|calculation] [:]|the answer to the (following|question) [:]|the following|this [sum|problem|expression|question] [:]|the value|the result|the number|the exact value of|the numerical value of|the numeric value of|the decimal value of|the expression|the answer|answer to|result of|value of|the problem|the equation|following|the numerical answer to|the solution",
        Ask,
    ),
    (
        "(what|how much) (do|would|will|did|does) (you|we|i|one) (get|have|obtain|end up with|have left|have now|arrive at) [now|left|in the end|at the end|as a result|then]|what (is|'s|would be|will be|was) (the result|the answer|left|the outcome|it|that|your answer|your result|the total|the final result|the final answer|the final number|the sum|the new number|the value|my result|the number|the resulting number|your final answer|this|the end result|your number|the product|the difference|the quotient) [now]|how (much|many) [do|does] (is (left|that|it|this)|are left|are left over|does he have|does she have|do they have|has he|has she|do we have|do i have now|do you have now|do i have left|do we have left|are there now|are there left|remain now|have i|have i left|have you got|are left now|do you have|remain|remains|do i have|would that be|do you have left|do i have left|is left over|does that make|is the result|will be left|are there)|what does (that|it|this) (make|give|equal|come to)|what (number|value) (do|would|will|did) (you|we|i|one) (get|have|end up with|reach|have now|obtain|end up on|land on|arrive at|end with)|what remains|what is left|what 's left|where (do|will|would) you end up|what number is (it|that|left)|which number (do|will|would) (you|i|we) (get|have|end up with|reach)|what now|give the result|what comes out|the result is|the answer is|you get|i get|we get|that (makes|is|gives|equals)|what is it now|what have you got|state the result|(tell me|give|type|enter|write) the (result|answer)|what number results|what results|it is|(what|which) number am i (thinking of|now at)|(what|which) [number] (did|do|have|had) (i|you|we) (think of|thought of|start with|started with|choose|chosen|pick|picked|begin with|have|have in mind|use)|what (is|was) (my|the) (original|starting|first|secret|initial|mystery|unknown|missing) number|find the number|what was (my|the) number|what number was (it|that)|what is (my|your|the|that|this) number|find (my|the|that|this) number|what number (do|did) i have [in mind]|guess my number|(what|which) number (is|was) (it|that|this)|name the number|what number is being described",
        AskResult,
    ),
    (
        "what (is|'s|would be|will be) (the remainder|left over|the rest|the leftover)|(what|which) remainder (is left|remains|do you get|is there|will you get|do you have)|(find|give|type|enter|state) the remainder|how much is left over|how (much|many) (is|are) left over",
        AskRemainder,
    ),
    ("is|are|does|do|will|would|was|is it|can|isn", IsIt),
    (
        "[is it] (true or false|false or true|t or f) [that] [:|,|-|?|.]|is (this|the following|it) true or false [:|,|?]|[answer|decide|say|state] [with] true or false [:|,|whether]|is this statement true or false :",
        TrueOrFalse,
    ),
    (
        "(yes or no|yes / no) [:|,|-|?|.]|is it (true|correct|right|the case) that|[is it] correct that|answer [with] yes or no [:|,]|[please] (tell|say) (me|us) (if|whether)|whether|is the following (true|correct) [:|?]|is this (true|correct|right) [:|?|,]",
        YesOrNo,
    ),
    (
        "(which|what) (one|number) (of|among|from|in)|(which|what) (of|among) [these|the following] [two|three|four|numbers|integers|values]|which|which one|which (of (these|them|the following|the two|those|the three|the numbers)) [two|three|four] [numbers|values|integers|one|choices|options]|which (one|number|value|integer|of them)|which of [the|these|the following] [two|three|following] [numbers|values|integers]|between|of|among|from|out of|given|pick|choose|select|considering|of the numbers|in the list|of the following [numbers]|in",
        WhichOf,
    ),
    (
        "if|when|where|given|given that|with|for|at|assuming [that]|suppose [that]|supposing [that]|provided [that]|knowing [that]|let|letting|say|say that|while|whenever|such that|so that|knowing|taking|using|by letting|by setting|setting|at the point [where|with]|for the value|evaluated (at|for|when|where|with)|in which|considering [that]|once|granted that|if we (know|say|assume) that|if we let|if you (know|are told) that|if you know|it is known that|we know that|i know that|where the value of|if the value of|for which|whose|with the values|for the case|in the case|in case|satisfying|that satisfies|which satisfies|that makes|in|from|taken at|computed at|when we have|imagine|imagine that|and let|assume [that]|consider|take|the following holds :|because|since|as",
        If,
    ),
    (
        "solve [the equation|this equation|the following equation|the equations|for]|[what|which] (is the|are the) [positive] (solution|solutions|root) (of|to|for) [the equation]|[find|give|state] the [positive] (solution|root) (of|to|for) [the equation]|(what|which) (number|value) (must|should|can|could) (replace|be put for|be substituted for|be|stand for)|in [the equation]|for the equation|in the following equation",
        Solve,
    ),
    (
        "[for] (what|which) value of|for (what|which)|[what|which] value (for|of)|(find|give|determine) the value of|what|which|find|find a number",
        WhichLetter,
    ),
    // Around the question.
    (
        "(in|as|using|with) (digits|numerals|figures|numbers|a number|only digits|arabic numerals)|please|kindly|so|ok|okay|alright|right|now|hey|hi|hello|hi there|hello there|well|first|quick|quick question|quick (math|maths) question|quickly|and|then|just|simply|can you [please|also]|could you [please|kindly|also]|would you [please|kindly|mind|be so kind as to]|will you [please]|can we|are you able to|try to|i want you to|i would like you to|i d like you to|i need you to|let us|let 's|let 's see|i (want|need|would like|d like) to know|we (want|need|would like) to know|i wonder|i 'm wondering|i was wondering|do you know|can anyone|can anybody|do you happen to know|do you remember|anyone|everyone knows|as you know|riddle me this|here 's (one|a question|an easy one|a simple one|a hard one|a tricky one|a quick one|another|another one|a puzzle|a riddle|a problem) [for you]|here is (one|a question|an easy one|a simple one|a hard one|a tricky one|a puzzle|a riddle|a problem) [for you]",
        Prelude,
    ),
    (
        "(to|in order to) (continue|proceed|prove [that] you are [a] (human|person|real person|real human|not a robot|not a bot|no robot)|go on|log in|sign up|register|post|submit|pass|enter|show [that] you are [a] (human|person)|verify [that] you are [a] (human|person)|show us [that] you are [a] (human|person)|post your comment|send this form|send|send your message|comment)|before (we|you) (continue|proceed|go on|start|can continue)|if you are [really] [a] (human|person|real person|real human|not a robot)|prove [that] you are [a] (human|person|not a robot|not a bot|real)|[spam|human|bot|captcha|security] (check|question|test|verification)|math (question|problem|test|quiz|captcha|challenge|time)|maths (question|problem|test|quiz|captcha|challenge|time)|question|problem|puzzle|riddle|exercise|task|challenge|captcha|answer me this|tell me this|your (task|job|mission) is to|your (task|question|challenge)|the question is|you (must|have to|need to|should|are asked to|will need to)|security question|for (security|verification)|are you (human|a human|a robot|a person)|are you human|for the (captcha|record)|for this (captcha|form)|pop quiz|test question|mental arithmetic|using your head|in your head|without a calculator|algebra|geometry|arithmetic|mathematically|mathematically speaking|in math|in maths|in mathematics|in arithmetic|in geometry|in trigonometry|trigonometry|calculus|in calculus|in the english language|in english|in general|exactly|approximately speaking|once more|again|think (hard|carefully)|easy|an easy one|be careful|careful|carefully|attention|q|question (number|no) (one|two|1|2)|when counting|when you count|counting (up|upwards|forward|forwards|by ones|in ones)|when counting (up|upwards|forward|forwards|by ones)|if you count (up|upwards|by ones)|on the number line|in the counting sequence|in the (natural|whole) numbers",
        Prelude,
    ),
    (
        "have|please|thanks|thank you|in (digits|numbers|numerals|figures|numeric form|arabic numerals|number form|digit form)|as (digits|a number|an integer|a whole number|a numeral|numerals|figures|your answer|numbers|a single number|a digit|a plain number|one number)|using (digits|numbers|numerals|figures|only digits|digits only)|with digits|in the (box|field|box below|field below|space below|text box|blank)|into the (box|field|box below|field below)|below|here|equal|equal to|altogether|in total|all together|in all|exactly|then|as a fraction|as an (exact|irreducible|reduced|simplified) fraction|as a (simplified|reduced|simple|common|proper) fraction|in (simplest|lowest|reduced|fraction|fractional) (form|terms)|in lowest terms|simplified|for me|now|today|right now|to continue|to (prove|show) [that] you are [a] (human|person|not a robot)|to proceed|together|combined|= ?|is what|or what|do you think|would you say|you think|and why not|ok|okay|in degrees|in radians|in decimal|expressed as a fraction|( in digits )|( digits only )|( answer in digits )|( a number )|( as a number )|[and] (type|enter|write|give|submit) (the answer|your answer|it|the result|the number) [below|here|in digits|in the box|in numbers|in the box below|in figures]|to get in|be|to pass|if you please|mate|sir|friend|dear visitor|stranger|when (simplified|evaluated|calculated|computed|written in digits|expressed as a number)|answer|answer :|answer =|come to|make|when you do the math|written (in|as) (digits|numbers|numerals|a number|a fraction|figures)|mathematically|exactly equal|as a result|what is the answer|what 's the answer|what is the result|right|, right|[and] no more|only|digits only|digits only please|numbers only|give the number|as numerals|( hint : it is a number )|if you are [really] human|if you are not a robot|equal ?|in mathematics|in math|in maths",
        Tail,
    ),
    (
        "as a decimal [number|fraction]|in decimal [form|notation]|as decimal|as a decimal",
        Form(F::Decimal),
    ),
    (
        "[,] [when|if] (rounded|rounding|round) [off|up or down] [it|the result|the answer|your answer|that] [to]|[,] to|[,] rounded [off] to|[,] [and] round [off] [the result|your answer|the answer|it] to",
        RoundTo,
    ),
    (
        "[the] (nearest|closest) (integer|whole number|whole|unit|one|natural number)|[a|an] (integer|whole number)",
        Places(0),
    ),
    (
        "[the] nearest tenth|one decimal [place]|1 decimal [place]|[the] first decimal [place]|one digit after the decimal point",
        Places(1),
    ),
    (
        "[the] nearest hundredth|two decimal places|two decimals|2 decimal places|2 decimals|[the] second decimal [place]|two digits after the decimal point|two places",
        Places(2),
    ),
    (
        "[the] nearest thousandth|three decimal places|three decimals|3 decimal places|3 decimals|[the] third decimal [place]",
        Places(3),
    ),
    (
        "four decimal places|four decimals|4 decimal places|4 decimals",
        Places(4),
    ),
    ("[the] nearest (ten|multiple of ten|10)", Places(-1)),
    ("[the] nearest (hundred|100)", Places(-2)),
    ("[the] nearest (thousand|1000)", Places(-3)),
    // Facts.
    (
        "human|normal|typical|standard|ordinary|regular|average|healthy|adult|single|usual|whole|entire|full|common|real|living|complete|your|my|our|his|her|its|grown|fully grown|able bodied|anatomically typical|modern|calendar|plain|simple|classic|classical|non leap|usual|given|traditional|conventional|giant|big|little|small|large|four legged|pet|wild|domestic|female|male|proper|wooden|individual|everyday|generic|anatomically normal|solid|convex|particular|western|english|latin|roman|normal human|basic|different|separate|equal|original",
        Adjective,
    ),
    (
        "(number|count|amount|quantity|total|total number|total amount|full number|usual number|typical number|normal number|exact number) of [all] [of] [the]|numbers of|how many",
        CountOf,
    ),
    (
        "how many [of the] [total]|how much|what number of|what amount of|which number of|count the|name the number of|how many different|how many total",
        HowMany,
    ),
    (
        "[that|which] (you|we|one) [would|will|can|typically|normally|usually] (find|finds|get|have|see|count) (on|in|of|for|to|per|within|inside|at)|[that|which] (are|is) [there|found|present|contained|normally|usually|typically] (on|in|within|inside|of|under)|[that|which] are (normally|usually|typically) found (on|in)|there are (in|on|within|to)|there are in total (on|in)|[that|which] (make up|makes up|making up|form|compose|constitute|comprise|belong to|belonging to|attached to|fit in|fit into|go into|are part of|build|fill|make)|found (on|in)|across|owned by|held by|possessed by|with|that can be found (on|in)|contained in|from|on each of|on the (body|hands|feet) of|on|in|of|for|to|per|within|inside|at|upon|around|under",
        PartOf,
    ),
    (
        "[that|which] [typically|normally|usually|generally|commonly] (has|have|have got|has got|contains|contain|possesses|possess|is made of|is made up of|consists of|comprises|uses|walks on|walk on|owns|counts|boasts|rolls on|rides on|stands on|runs on|would have|should have|is supposed to have|is made out of|is composed of) [in total|altogether]|(typically|normally|usually|generally) has|is divided into|had",
        Has,
    ),
    (
        "does|do|has|have|would|will|can|should|did|are on|are in|is in|is on|are there (in|on|to|per|for|within|inside|at|with|of)|are there|there are (in|on|to|per)|there are|there is (in|on)|are (found|contained|present|included|normally|usually|typically) (in|on|within)|are|make|makes|makes up|make up|go into|fit into|fit in|form|compose|exist in|comprise|constitute|can you (count|find|see) (on|in)|can be found (on|in)|do you (have|find|see|count) (on|in)|do we (have|find|see|count) (on|in)|is|equal|belong to|can you find (on|in)|are (you|we) (on|in)|grow on|does (there|one) (exist|find) (on|in)|are to be found (on|in)|will you find (on|in)|would you find (on|in)|would you (see|count|expect) (on|in)|do you get (in|from)|are (used|needed|required) (in|for)|will fit in|are part of|on|in|of|to|per|for",
        DoThey,
    ),
    (
        "(has|have|contains|contain|equals|equal|is|=|makes|consists of|walks on|walk on|possesses|possess|lasts|is made [up] of|is divided into|comprises|got|has got|are) [exactly|about|precisely] how many|(has|have|contains|is|lasts|equals|possesses) what number of|(has|have) how many total",
        HasHowMany,
    ),
    ("than|compared to|compared with", Than),
    // Calculus, sequences.
    (
        "with respect to [the variable]|w . r . t .|wrt|by [the variable]|d|in terms of|in [the variable]|with regard to|for the variable",
        ByLetter,
    ),
    (
        "[comes|is|goes|follows|would come|would be|should come] [the] next (in|of) [the|this] [following|number|arithmetic|geometric] (sequence|series|list|pattern|progression|numbers)|[the] next (number|term|element|value) (in|of) [the|this] [following|number|arithmetic|geometric] (sequence|series|list|pattern|progression)|[number|term] [that] (comes|follows|is|goes) next [after|in]|next [number|term] after|(continues|continue|complete|completes) (the|this) [following] (sequence|series|pattern|list)|(comes|goes) after|number (comes|follows|goes) after",
        Sequence,
    ),
    ("from", Bounds("to")),
    ("between", Bounds("and")),
    (
        "(over|on) the interval [from]|over [the range] [from]|on [from]|over the interval between|as x (goes|runs|ranges|varies) from|for x (from|between|going from|ranging from|running from)|, from|, between|in the interval [from]|when x goes from|where x (goes|runs|ranges) from|with x (going|running|ranging) from|evaluated from|taken from|in the range [from]|with limits|between the limits|with bounds|between the bounds",
        Bounds("to"),
    ),
];
