//! Levenshtein alignment of what was read with what was drawn, with one fixed alignment among equals.
//!
//! Levenshtein 1966; Wagner and Fischer 1974. Symbols are Unicode scalar values. Many alignments may share the
//! least distance; walking back from the ends, match or substitution is preferred to deletion, deletion to
//! insertion, so that confusion counts are reproducible.

/// Above this many cells of the table the alignment is positional instead (about 4 MB).
const MAX_CELLS: usize = 4 << 20;

/// One step of an alignment, from the reference to the hypothesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Read as drawn.
    Match(char),
    /// Drawn as the first, read as the second.
    Substitute(char, char),
    /// Drawn, not read.
    Delete(char),
    /// Read, not drawn.
    Insert(char),
}

impl Op {
    /// The drawn symbol that the step uses up.
    pub fn drawn(self) -> Option<char> {
        match self {
            Self::Match(c) | Self::Substitute(c, _) | Self::Delete(c) => Some(c),
            Self::Insert(_) => None,
        }
    }

    /// The read symbol that the step uses up.
    pub fn read(self) -> Option<char> {
        match self {
            Self::Match(c) | Self::Substitute(_, c) | Self::Insert(c) => Some(c),
            Self::Delete(_) => None,
        }
    }

    /// Whether the step is an error.
    pub fn is_edit(self) -> bool {
        !matches!(self, Self::Match(_))
    }
}

/// How a hypothesis comes from a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// The steps, from the left.
    pub ops: Vec<Op>,
    /// False where the strings were too long for the table: then the alignment is position by position and its
    /// distance an upper bound.
    pub exact: bool,
}

impl Alignment {
    /// Number of substitutions, deletions and insertions.
    pub fn distance(&self) -> usize {
        self.ops.iter().filter(|op| op.is_edit()).count()
    }

    /// The reference, symbol by symbol.
    pub fn drawn(&self) -> impl Iterator<Item = char> + '_ {
        self.ops.iter().filter_map(|op| op.drawn())
    }

    /// The hypothesis, symbol by symbol.
    pub fn read(&self) -> impl Iterator<Item = char> + '_ {
        self.ops.iter().filter_map(|op| op.read())
    }
}

/// Aligns `read` (the hypothesis) with `drawn` (the reference).
pub fn align(drawn: &str, read: &str) -> Alignment {
    if drawn == read {
        return Alignment {
            ops: drawn.chars().map(Op::Match).collect(),
            exact: true,
        };
    }
    let drawn: Vec<char> = drawn.chars().collect();
    let read: Vec<char> = read.chars().collect();
    if (drawn.len() + 1).saturating_mul(read.len() + 1) > MAX_CELLS {
        return positional(&drawn, &read);
    }
    walk_back(&drawn, &read, &directions(&drawn, &read))
}

#[derive(Clone, Copy)]
enum Direction {
    Diagonal,
    Up,
    Left,
}

/// For each cell of the table the step that leads to it, row by row, ties broken as the module says.
fn directions(drawn: &[char], read: &[char]) -> Vec<Direction> {
    let width = read.len() + 1;
    let mut table = Vec::with_capacity((drawn.len() + 1) * width);
    table.resize(width, Direction::Left);
    let mut above: Vec<u32> = (0..width as u32).collect();
    let mut row = vec![0; width];
    for (i, d) in drawn.iter().enumerate() {
        row[0] = i as u32 + 1;
        table.push(Direction::Up);
        for (j, r) in read.iter().enumerate() {
            let diagonal = above[j] + u32::from(d != r);
            let (up, left) = (above[j + 1] + 1, row[j] + 1);
            let least = diagonal.min(up).min(left);
            row[j + 1] = least;
            table.push(match least {
                _ if least == diagonal => Direction::Diagonal,
                _ if least == up => Direction::Up,
                _ => Direction::Left,
            });
        }
        std::mem::swap(&mut above, &mut row);
    }
    table
}

fn walk_back(drawn: &[char], read: &[char], table: &[Direction]) -> Alignment {
    let (mut i, mut j) = (drawn.len(), read.len());
    let mut ops = Vec::with_capacity(i.max(j));
    while i > 0 || j > 0 {
        match table[i * (read.len() + 1) + j] {
            Direction::Diagonal => {
                (i, j) = (i - 1, j - 1);
                ops.push(pair(drawn[i], read[j]));
            }
            Direction::Up => {
                i -= 1;
                ops.push(Op::Delete(drawn[i]));
            }
            Direction::Left => {
                j -= 1;
                ops.push(Op::Insert(read[j]));
            }
        }
    }
    ops.reverse();
    Alignment { ops, exact: true }
}

fn positional(drawn: &[char], read: &[char]) -> Alignment {
    let common = drawn.len().min(read.len());
    let mut ops: Vec<Op> = drawn.iter().zip(read).map(|(&d, &r)| pair(d, r)).collect();
    ops.extend(drawn[common..].iter().map(|&c| Op::Delete(c)));
    ops.extend(read[common..].iter().map(|&c| Op::Insert(c)));
    Alignment { ops, exact: false }
}

fn pair(drawn: char, read: char) -> Op {
    if drawn == read {
        Op::Match(drawn)
    } else {
        Op::Substitute(drawn, read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn naive(a: &[char], b: &[char]) -> usize {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len(),
            ([x, a_rest @ ..], [y, b_rest @ ..]) => {
                let pair = naive(a_rest, b_rest) + usize::from(x != y);
                pair.min(naive(a_rest, b) + 1).min(naive(a, b_rest) + 1)
            }
        }
    }

    #[test]
    fn known_distances() {
        // Kitten and sitting: Wagner and Fischer's standard example.
        for (a, b, d) in [
            ("kitten", "sitting", 3),
            ("", "abc", 3),
            ("abc", "", 3),
            ("", "", 0),
            ("flaw", "lawn", 2),
        ] {
            assert_eq!(align(a, b).distance(), d, "{a} {b}");
        }
    }

    #[test]
    fn ties_are_broken_one_way() {
        use Op::{Delete, Insert, Match, Substitute};
        assert_eq!(align("aa", "a").ops, [Delete('a'), Match('a')]);
        // Deletion last, not insertion: the one tie that diagonals do not settle.
        let shifted = [Insert('b'), Match('a'), Match('b'), Delete('a')];
        assert_eq!(align("aba", "bab").ops, shifted);
        assert_eq!(align("a", "aa").ops, [Insert('a'), Match('a')]);
        assert_eq!(
            align("ab", "ba").ops,
            [Substitute('a', 'b'), Substitute('b', 'a')]
        );
        assert_eq!(
            align("abc", "c").ops,
            [Delete('a'), Delete('b'), Match('c')]
        );
        assert_eq!(align("ab", "c").ops, [Delete('a'), Substitute('b', 'c')]);
    }

    #[test]
    fn symbols_are_characters() {
        assert_eq!(
            align("äö", "aö").ops,
            [Op::Substitute('ä', 'a'), Op::Match('ö')]
        );
        assert_eq!(align("漢字", "漢").distance(), 1);
    }

    #[test]
    fn long_texts_are_bounded() {
        let (a, b) = ("a".repeat(3000), "b".repeat(4000));
        let alignment = align(&a, &b);
        assert!(!alignment.exact);
        assert_eq!(alignment.distance(), 4000);
        assert!(align(&a, &a).exact);
        // One short side stays exact.
        assert!(align("abcdef", &"x".repeat(100_000)).exact);
    }

    proptest! {
        #[test]
        fn agrees_with_naive_recursion(a in "[abc]{0,6}", b in "[abc]{0,6}") {
            let alignment = align(&a, &b);
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            prop_assert_eq!(alignment.distance(), naive(&chars(&a), &chars(&b)));
            prop_assert_eq!(alignment.drawn().collect::<String>(), a);
            prop_assert_eq!(alignment.read().collect::<String>(), b);
        }

        #[test]
        fn rebuilds_both_texts(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            let alignment = align(&a, &b);
            prop_assert_eq!(alignment.distance(), align(&b, &a).distance());
            prop_assert_eq!(alignment.drawn().collect::<String>(), a);
            prop_assert_eq!(alignment.read().collect::<String>(), b);
        }
    }
}
