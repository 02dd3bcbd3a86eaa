//! Which class means what, and which can come out.

use super::options::OutputWire;

/// The classes that can come out, in their order; the others are left out of the scores.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Classes {
    /// Classes of the model.
    pub total: usize,
    /// Columns of the model's scores that are kept.
    pub kept: Vec<usize>,
    /// What each kept column means.
    pub meaning: Vec<Meaning>,
}

/// What a class means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The symbol of this number.
    Symbol(usize),
    /// Nothing.
    Blank,
    /// The end of the text.
    End,
}

impl Classes {
    /// Gives each of the model's classes its meaning; `Err` says why they do not fit the symbols.
    pub fn new(
        total: usize,
        symbols: &[String],
        output: &OutputWire,
        mask: Option<&str>,
    ) -> Result<Self, String> {
        let special = |place: Option<super::place::Place>| place.map(|place| place.of(total));
        let (blank, end) = (special(output.blank), special(output.end));
        let mut reserved: Vec<usize> = blank.into_iter().chain(end).collect();
        reserved.extend(&output.unused);
        let count = reserved.len();
        reserved.sort_unstable();
        reserved.dedup();
        if reserved.len() != count {
            return Err("blank, end and unused name the same class twice".to_owned());
        }
        if let Some(class) = reserved.iter().find(|class| **class >= total) {
            return Err(format!(
                "there is no class {class}: the model gives {total}"
            ));
        }
        if symbols.len() + count != total {
            return Err(misfit(total, symbols.len(), output));
        }
        let allowed =
            |symbol: &str| mask.is_none_or(|mask| symbol.chars().all(|c| mask.contains(c)));
        let mut kept = Vec::new();
        let mut meaning = Vec::new();
        let mut symbols = symbols.iter().enumerate();
        for class in 0..total {
            let means = if Some(class) == blank {
                Some(Meaning::Blank)
            } else if Some(class) == end {
                Some(Meaning::End)
            } else if reserved.contains(&class) {
                None
            } else {
                let next = symbols.next();
                next.filter(|(_, symbol)| allowed(symbol))
                    .map(|(number, _)| Meaning::Symbol(number))
            };
            if let Some(means) = means {
                kept.push(class);
                meaning.push(means);
            }
        }
        Ok(Self {
            total,
            kept,
            meaning,
        })
    }

    /// The kept column of the blank.
    pub fn blank(&self) -> Option<usize> {
        self.meaning.iter().position(|m| *m == Meaning::Blank)
    }

    /// The kept column of the end.
    pub fn end(&self) -> Option<usize> {
        self.meaning.iter().position(|m| *m == Meaning::End)
    }
}

fn misfit(total: usize, symbols: usize, output: &OutputWire) -> String {
    let mut parts = vec![format!("{symbols} symbols")];
    let mut sum = symbols + output.unused.len();
    for (name, place) in [("the blank", output.blank), ("the end", output.end)] {
        if place.is_some() {
            parts.push(name.to_owned());
            sum += 1;
        }
    }
    if !output.unused.is_empty() {
        parts.push(format!("{} unused", output.unused.len()));
    }
    format!(
        "the model gives {total} classes, and the manifest has {sum}: {}",
        parts.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::super::place::Place;
    use super::*;
    use crate::config::Options;

    fn output(toml: &str) -> OutputWire {
        let toml = format!("kind = 'positions'\n{toml}");
        Options::from_toml(&toml).unwrap().parse().unwrap()
    }

    fn symbols(list: &[&str]) -> Vec<String> {
        list.iter().map(|s| (*s).to_owned()).collect()
    }

    #[test]
    fn symbols_fill_the_places_between_special_classes() {
        let output = output("blank = 1\nend = 'last'\nunused = [3]");
        let classes = Classes::new(6, &symbols(&["a", "bc", "d"]), &output, Some("ac")).unwrap();
        // Classes: a, blank, bc, unused, d, end; "bc" and "d" are masked.
        assert_eq!(classes.kept, [0, 1, 5]);
        assert_eq!(
            classes.meaning,
            [Meaning::Symbol(0), Meaning::Blank, Meaning::End]
        );
        assert_eq!((classes.blank(), classes.end()), (Some(1), Some(2)));
        assert_eq!(Place::First.of(6), 0);
    }

    #[test]
    fn misfits_are_counted_out() {
        let error = |total, toml: &str| {
            Classes::new(total, &symbols(&["a", "b"]), &output(toml), None).unwrap_err()
        };
        assert_eq!(
            error(5, "blank = 'first'"),
            "the model gives 5 classes, and the manifest has 3: 2 symbols, the blank"
        );
        assert!(error(4, "blank = 0\nend = 'first'").contains("twice"));
        assert!(error(3, "blank = 7").contains("no class 7"));
    }
}
