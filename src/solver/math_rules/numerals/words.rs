//! The words that numerals are made of.

/// Units, teens and round tens.
pub(super) fn below_hundred(word: &str) -> Option<i128> {
    Some(match word {
        "zero" | "nought" | "naught" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" | "fourty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// Words that count thousands, by the short scale.
pub(super) fn scale(word: &str) -> Option<i128> {
    let power = match word {
        "thousand" => 3,
        "million" => 6,
        "billion" => 9,
        "trillion" => 12,
        "quadrillion" => 15,
        "quintillion" => 18,
        _ => return None,
    };
    Some(10i128.pow(power))
}

pub(super) fn collective(word: &str) -> Option<i128> {
    match word {
        "dozen" | "dozens" => Some(12),
        "score" => Some(20),
        "gross" => Some(144),
        _ => None,
    }
}

/// The cardinal of an ordinal's last word; the plural of a fraction counts.
pub(super) fn ordinal_word(word: &str) -> Option<&'static str> {
    let single = word.strip_suffix('s').unwrap_or(word);
    Some(match single {
        "first" => "one",
        "second" => "two",
        "third" => "three",
        "fourth" => "four",
        "fifth" => "five",
        "sixth" => "six",
        "seventh" => "seven",
        "eighth" => "eight",
        "ninth" => "nine",
        "tenth" => "ten",
        "eleventh" => "eleven",
        "twelfth" => "twelve",
        "thirteenth" => "thirteen",
        "fourteenth" => "fourteen",
        "fifteenth" => "fifteen",
        "sixteenth" => "sixteen",
        "seventeenth" => "seventeen",
        "eighteenth" => "eighteen",
        "nineteenth" => "nineteen",
        "twentieth" => "twenty",
        "thirtieth" => "thirty",
        "fortieth" => "forty",
        "fiftieth" => "fifty",
        "sixtieth" => "sixty",
        "seventieth" => "seventy",
        "eightieth" => "eighty",
        "ninetieth" => "ninety",
        "hundredth" => "hundred",
        "thousandth" => "thousand",
        "millionth" => "million",
        "billionth" => "billion",
        "zeroth" => "zero",
        _ => return None,
    })
}
