//! Templates: `What (is|equals) (the sum of )?{a} and {b}?`.
//!
//! `(x|y)` is one of several, `(x)?` may be left out, `{a}` is a slot or a list of words, `{a:digits}` a slot in one
//! spelling. A backslash takes the meaning away: `\?`, `\(`.

use super::spelling::Style;
use crate::seed::Rng;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Said as it stands.
    Text(String),
    /// One of these, each as likely as the next.
    OneOf(Vec<Vec<Self>>),
    /// What is at this place, in this spelling or the slot's own.
    Slot(usize, Option<Style>),
}

/// What a name in braces stands for.
pub(super) enum Named<'a> {
    /// The slot at this place.
    Slot(usize),
    /// A list of words, each a template.
    Words(&'a [Vec<Node>]),
}

/// Knows the names of slots and lists of words.
pub(super) type Names<'a, 'w> = &'a dyn Fn(&str) -> Option<Named<'w>>;

/// Reads a template. `Err` says what is wrong and at which character.
pub(super) fn parse(text: &str, names: Names<'_, '_>) -> Result<Vec<Node>, String> {
    let mut reader = Reader {
        rest: text.chars().collect(),
        at: 0,
        names,
    };
    let nodes = reader.sequence()?;
    match reader.peek() {
        None => Ok(nodes),
        Some(c) => Err(format!(
            "`{c}` at character {} closes nothing; write `\\{c}` for the sign itself",
            reader.at + 1
        )),
    }
}

struct Reader<'a, 'w> {
    rest: Vec<char>,
    at: usize,
    names: Names<'a, 'w>,
}

impl Reader<'_, '_> {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn sequence(&mut self) -> Result<Vec<Node>, String> {
        let mut nodes = Vec::new();
        let mut text = String::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            self.at += 1;
            let node = match c {
                '\\' => {
                    text.extend(self.peek());
                    self.at += 1;
                    continue;
                }
                '(' => self.group()?,
                '{' => self.slot()?,
                '}' => {
                    return Err(format!("`}}` at character {} closes nothing", self.at));
                }
                c => {
                    text.push(c);
                    continue;
                }
            };
            if !text.is_empty() {
                nodes.push(Node::Text(std::mem::take(&mut text)));
            }
            nodes.push(node);
        }
        if !text.is_empty() {
            nodes.push(Node::Text(text));
        }
        Ok(nodes)
    }

    fn group(&mut self) -> Result<Node, String> {
        let opened = self.at;
        let mut choices = vec![self.sequence()?];
        while self.take('|') {
            choices.push(self.sequence()?);
        }
        if !self.take(')') {
            return Err(format!("the `(` at character {opened} is not closed"));
        }
        if self.take('?') {
            choices.push(Vec::new());
        }
        Ok(Node::OneOf(choices))
    }

    fn slot(&mut self) -> Result<Node, String> {
        let opened = self.at;
        let mut inner = String::new();
        while let Some(c) = self.peek().filter(|&c| c != '}') {
            inner.push(c);
            self.at += 1;
        }
        if !self.take('}') {
            return Err(format!("the `{{` at character {opened} is not closed"));
        }
        let (name, style) = match inner.split_once(':') {
            Some((name, style)) => (name, Some(Style::find(style)?)),
            None => (inner.as_str(), None),
        };
        match (self.names)(name) {
            Some(Named::Slot(place)) => Ok(Node::Slot(place, style)),
            Some(Named::Words(words)) if style.is_none() => Ok(Node::OneOf(words.to_vec())),
            Some(Named::Words(_)) => {
                Err(format!("`{name}` is a list of words and has no spelling"))
            }
            None => Err(format!("unknown slot `{name}`")),
        }
    }
}

/// Writes what is at a place, in a spelling.
type Say<'a> = &'a mut dyn FnMut(&mut Rng, usize, Option<Style>, &mut String);

/// Says it: choices by `rng`, slots by `say`.
pub(super) fn render(nodes: &[Node], rng: &mut Rng, say: Say<'_>, text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(words) => text.push_str(words),
            Node::OneOf(choices) => {
                let choice = rng.pick::<Vec<Node>>(choices);
                render(choice, rng, say, text);
            }
            Node::Slot(place, style) => say(rng, *place, *style, text),
        }
    }
}

/// A sentence: single blanks, none before a comma or stop, a capital at the front.
pub(super) fn sentence(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() && !word.starts_with([',', '.', '?', ';', ':']) {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    let mut letters = tidy.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => tidy,
    }
}

/// Whether any way to say it has the bare word `word`.
pub(super) fn says(nodes: &[Node], word: &str) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(text) => text
            .split(|c: char| !c.is_alphanumeric())
            .any(|found| found == word),
        Node::OneOf(choices) => choices.iter().any(|choice| says(choice, word)),
        Node::Slot(..) => false,
    })
}

/// Calls `see` with the place of every slot that may be said.
pub(super) fn slots(nodes: &[Node], see: &mut dyn FnMut(usize)) {
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::OneOf(choices) => choices.iter().for_each(|choice| slots(choice, see)),
            Node::Slot(place, _) => see(*place),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::seed::Seed;

    fn names(name: &str) -> Option<Named<'static>> {
        (name == "a").then_some(Named::Slot(0))
    }

    fn all(template: &str) -> BTreeSet<String> {
        let nodes = parse(template, &names).unwrap();
        let mut rng = Seed::from_u64(1).stream("words");
        let mut say = |_: &mut Rng, _, _, text: &mut String| text.push('7');
        let mut one = || {
            let mut text = String::new();
            render(&nodes, &mut rng, &mut say, &mut text);
            sentence(&text)
        };
        (0..200).map(|_| one()).collect()
    }

    #[test]
    fn alternatives_options_and_slots() {
        let found = all("what (is|equals) (the (sum|value) of )?{a} , then?");
        let expected = [
            "What equals 7, then?",
            "What equals the sum of 7, then?",
            "What equals the value of 7, then?",
            "What is 7, then?",
            "What is the sum of 7, then?",
            "What is the value of 7, then?",
        ];
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(all(r"f\(x\)\?").into_iter().next().unwrap(), "F(x)?");
    }

    #[test]
    fn says_where_it_is_wrong() {
        for (template, says) in [
            ("what (is", "`(` at character 6 is not closed"),
            ("what is)", "`)` at character 8 closes nothing"),
            ("{b}", "unknown slot `b`"),
            ("{a", "`{` at character 1 is not closed"),
            ("{a:loud}", "unknown spelling `loud`"),
            ("a}", "`}` at character 2 closes nothing"),
        ] {
            let error = parse(template, &names).unwrap_err();
            assert!(error.contains(says), "{template}: {error}");
        }
    }

    #[test]
    fn knows_its_words_and_slots() {
        let nodes = parse("(two x|three times) {a}", &names).unwrap();
        assert!(says(&nodes, "x") && !says(&nodes, "tim"));
        let mut seen = Vec::new();
        slots(&nodes, &mut |place| seen.push(place));
        assert_eq!(seen, [0]);
    }
}
