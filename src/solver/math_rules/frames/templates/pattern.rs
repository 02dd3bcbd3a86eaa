//! Patterns: words with alternatives `(a|b c)`, optional parts `[a]` and slots, compiled once.

/// One part of a pattern.
#[derive(Debug)]
pub(super) enum Part {
    Word(&'static str),
    Any(Vec<Vec<Part>>),
    Maybe(Vec<Vec<Part>>),
    Slot(Slot),
    /// A few words that reckon nothing.
    Idle,
}

/// What fills a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// `#`: a number in digits or words.
    Number,
    /// `%e`: any expression.
    Expression,
    /// `%v`: a vector or point.
    Vector,
    /// `%m`: a matrix.
    Matrix,
    /// `%l`: a list of two or more numbers.
    List,
    /// `%t`: a time of day, in minutes.
    Time,
    /// `%c`: a letter of the alphabet, as its number.
    Letter,
    /// `%a`: an expression, or what is to be done.
    Action,
    /// `%d`: a number read out digit by digit.
    Digits,
    /// `%r`: a Roman numeral.
    Roman,
    /// `%f`: a part of a whole: "a third", "25 percent".
    Share,
    /// `%p`: a price.
    Price,
    /// `%w`: a word that names something, as a letter.
    Word,
    /// `%k`: "twice", "three times".
    Ratio,
    /// `%o`: an ordinal.
    Ordinal,
    /// `%n`: a number in the plural: "threes".
    Plural,
    /// `%q`: an equation, as what must be zero.
    Equation,
}

/// Stretches that many patterns share.
const MACROS: &[(&str, &str)] = &[
    (
        "@what",
        "what|what (is|are|'s|was|would be|will be|does) [then|now]|which is|find|calculate|compute|determine|give|give me|evaluate|work out|tell (me|us) [what (is|'s|are)]|state|name|can you [tell me|find|work out]",
    ),
    (
        "@do",
        "(what|where|which number|what number|how many|how much) (do|will|would|can|did) (you|we|i|one|that) [then] (get|have|reach|land|end up|arrive|finish|stop|make|obtain|be|find|come|see) [to|at|on|with|from|by|left] [to] [if|when|by]",
    ),
    ("@stop", ".|,|;|?|and|, and|. and|:"),
    (
        "@total",
        "in all|in total|altogether|together|combined|between (them|the two|the two of them)|all together|total",
    ),
    ("@plus", "plus|+|and"),
    (
        "@share",
        "share|divide|split|distribute|deal|deal out|share out|divide up|split up",
    ),
    (
        "@shared",
        "shared|divided|split|distributed|dealt|dealt out|shared out|divided up|split up",
    ),
    (
        "@sumto",
        "sum to|add up to|add to|total|have a sum of|have the sum|sum up to|make|come to|adding up to|summing to|whose sum is|that sum to|that add up to|that total|with a sum of|with sum|have sum|is|equals|= ",
    ),
    (
        "@temp",
        "what does (the|my) thermometer (show|read|say) [now|then]|what is the [new] temperature [now|then|outside]|what 's the [new] temperature [now|then|outside]|how (cold|warm|hot) is it [now|then]|what is it now|what temperature is it [now]",
    ),
    ("@below", "below zero|below freezing|below 0|under zero"),
    (
        "@falls",
        "drops|falls|goes down|sinks|gets colder|dropped|fell|decreases|drop|fall|goes down",
    ),
    (
        "@rises",
        "rises|goes up|climbs|increases|warms up|rose|warms|gets warmer|went up|rise",
    ),
    (
        "@mins",
        "how many minutes|how long in minutes|how long , in minutes ,",
    ),
    (
        "@leaves",
        "leaves|departs|starts|sets off|begins|sets out|leave|start|depart|opens|left|started|began|boarded|goes|takes off",
    ),
    (
        "@arrives",
        "gets in|arrives|ends|finishes|gets there|reaches|stops|lands|arrive|get there|closes|ended|arrived|finished|is over|comes in|gets home|arrives home|finish|end|pulls in",
    ),
    (
        "@chance",
        "what is the (probability|chance)|what 's the (probability|chance)|what are the chances|how likely is it|what are the odds|find the probability|with what probability do",
    ),
    ("@high", "high|deep|tall|long"),
    (
        "@opp",
        "[the] [length of] [the] (opposite) [side|leg|cathetus]|[the] [length of] [the] side opposite [the|an] angle",
    ),
    (
        "@adj",
        "[the] [length of] [the] (adjacent) [side|leg|cathetus]|[the] [length of] [the] side adjacent to [the|an] angle",
    ),
    ("@hyp", "[the] [length of] [the] hypotenuse"),
    ("@over", "over|to|divided by|by|/"),
    (
        "@trig",
        "which|what|what do you call the|what is the|what 's the|name the|which of the",
    ),
    (
        "@itis",
        "is|'s|=|equals|was|are|has|:|of|reads|being|contains|with|holds|consists of|reading",
    ),
    ("@and", "and|,|, and|then"),
    (
        "@rows",
        "[the] (top|first|upper|1 st) row [is|'s|:|of|has|are|being|reads|contains] # [and|,] # [.|;|,] [and|with] [the|a|its] (bottom|second|lower|2 nd|other) row [is|'s|:|of|has|are|being|reads|contains] # [and|,] #",
    ),
    (
        "@matrix",
        "[a|the|my] [two by two|2 by 2|2 x 2|square] matrix [a|m|b] [with|has|whose|having] [the]",
    ),
    (
        "@it",
        "it|this matrix|that matrix|the matrix|this [two by two|2 by 2|2 x 2|square] matrix|the resulting matrix|the [two by two|2 by 2|2 x 2] matrix",
    ),
    (
        "@pass",
        "passes|runs|goes|that passes|that runs|that goes|passing|going|running|is drawn|drawn|which passes",
    ),
    ("@slope", "slope|gradient|steepness"),
    (
        "@grow",
        "grows|increases|rises|goes|climbs|moves|keeps going|continues|counts",
    ),
    (
        "@seq",
        "[an|a|the] [arithmetic|linear] (sequence|progression|list|pattern|series|row of numbers)",
    ),
    (
        "@gseq",
        "[an|a|the] [geometric|number] (sequence|progression|list|pattern|series|row of numbers)",
    ),
    (
        "@first",
        "(starts|begins|starting|beginning|that starts|that begins|which starts) (at|with|from|on)|has first term|has [a|the] first term [of]|with first term|whose first term is|first term is|has # as its first term",
    ),
    (
        "@ask",
        "what is|what 's|find|give|calculate|what will be|state|which number is|work out|what number is",
    ),
    ("@term", "term|number|element|member|entry"),
    (
        "@each",
        "each|every|each one|each of them|every one|everyone|one|each (person|child|friend|kid|one|player|girl|boy|student|group|share|box|bag|plate)|any one",
    ),
    (
        "@gets",
        "get|receive|have|take home|end up with|be given|be|go to|eat|pay|take",
    ),
    (
        "@even",
        "equally|evenly|fairly|in equal shares|in equal parts|into equal parts|out equally|out evenly",
    ),
    ("@tail", "in that order|in this order|that is"),
    (
        "@at",
        "at|when|where|for|if|at the point where|at the point with|at the point",
    ),
];

/// The alternatives of a pattern.
pub(super) fn parse(text: &'static str) -> Vec<Vec<Part>> {
    let mut rest = text;
    alternatives(&mut rest)
}

fn alternatives(rest: &mut &'static str) -> Vec<Vec<Part>> {
    let (mut all, mut row) = (Vec::new(), Vec::new());
    loop {
        *rest = rest.trim_start();
        let Some(first) = rest.chars().next() else {
            break;
        };
        if matches!(first, ')' | ']') {
            break;
        }
        if first == '|' {
            all.push(std::mem::take(&mut row));
            *rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        row.push(part(rest, first));
    }
    all.push(row);
    all
}

fn part(rest: &mut &'static str, first: char) -> Part {
    if matches!(first, '(' | '[') {
        *rest = rest.get(1..).unwrap_or_default();
        let inner = alternatives(rest);
        *rest = rest.get(1..).unwrap_or_default();
        return match first {
            '(' => Part::Any(inner),
            _ => Part::Maybe(inner),
        };
    }
    let length = rest.find([' ', '|', ')', ']']).unwrap_or(rest.len());
    let (word, behind) = rest.split_at(length);
    *rest = behind;
    match word {
        "#" => Part::Slot(Slot::Number),
        "%e" => Part::Slot(Slot::Expression),
        "%v" => Part::Slot(Slot::Vector),
        "%m" => Part::Slot(Slot::Matrix),
        "%l" => Part::Slot(Slot::List),
        "%t" => Part::Slot(Slot::Time),
        "%c" => Part::Slot(Slot::Letter),
        "%a" => Part::Slot(Slot::Action),
        "%d" => Part::Slot(Slot::Digits),
        "%r" => Part::Slot(Slot::Roman),
        "%f" => Part::Slot(Slot::Share),
        "%p" => Part::Slot(Slot::Price),
        "%w" => Part::Slot(Slot::Word),
        "%k" => Part::Slot(Slot::Ratio),
        "%o" => Part::Slot(Slot::Ordinal),
        "%n" => Part::Slot(Slot::Plural),
        "%q" => Part::Slot(Slot::Equation),
        "*" => Part::Idle,
        word => match MACROS.iter().find(|(name, _)| *name == word) {
            Some((_, text)) => Part::Any(parse(text)),
            None => Part::Word(word),
        },
    }
}

/// The words without which no question fits, where each alternative counts by its words too.
pub(super) fn needed(parts: &[Part]) -> Vec<Vec<&'static str>> {
    let mut all = Vec::new();
    for part in parts {
        match part {
            Part::Word(word) => all.push(vec![*word]),
            Part::Any(rows) => {
                let each = rows.iter().map(|row| needed(row).into_iter().next());
                let each: Option<Vec<Vec<&str>>> = each.collect();
                all.extend(each.map(|words| words.concat()));
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_nest() {
        let rows = parse("a (b|c [d]) #|e");
        let [first, second] = rows.as_slice() else {
            panic!("{rows:?}");
        };
        assert!(matches!(
            first.as_slice(),
            [Part::Word("a"), Part::Any(inner), Part::Slot(Slot::Number)] if inner.len() == 2
        ));
        assert!(matches!(second.as_slice(), [Part::Word("e")]));
        assert_eq!(needed(first), [vec!["a"], vec!["b", "c"]]);
    }
}
