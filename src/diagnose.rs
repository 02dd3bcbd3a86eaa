//! A mistake in a suite, an adapter or another TOML file, shown where it stands.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::config::OptionError;

/// A mistake in a TOML file: where, what, what would be accepted, what to do next.
#[derive(Debug)]
pub struct FileError {
    path: PathBuf,
    text: String,
    span: Option<Range<usize>>,
    message: String,
    help: Option<String>,
}

impl FileError {
    /// A mistake in `text`, which was read from `path`.
    pub fn new(path: &Path, text: &str, error: OptionError) -> Self {
        let OptionError {
            span,
            message,
            help,
            ..
        } = error;
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            span,
            message,
            help,
        }
    }

    /// 1-based line and column of the mistake, where known.
    pub fn place(&self) -> Option<(usize, usize)> {
        let start = self.span.as_ref()?.start.min(self.text.len());
        let before = &self.text[..self.text.floor_char_boundary(start)];
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(1, |last| last.chars().count() + 1);
        Some((line, column))
    }

    /// The mistake as a picture of the line with a caret, for a terminal.
    pub fn render(&self, styled: bool) -> String {
        let path = self.path.display().to_string();
        let mut group =
            Level::ERROR
                .primary_title(self.message.as_str())
                .elements(self.span.clone().map(|span| {
                    let span = span.start.min(self.text.len())..span.end.min(self.text.len());
                    Snippet::source(self.text.as_str())
                        .path(path.as_str())
                        .annotation(AnnotationKind::Primary.span(span))
                }));
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if styled {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some((line, column)) = self.place() {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FileError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_one_and_by_characters() {
        let error = OptionError {
            span: Some(7..8),
            key: None,
            message: "odd".into(),
            help: None,
        };
        let error = FileError::new(Path::new("a.toml"), "é = 1\nb = 2\n", error);
        assert_eq!(error.place(), Some((2, 1)));
        assert_eq!(error.to_string(), "a.toml:2:1: odd");
        assert!(
            error.render(false).contains("--> a.toml:2:1"),
            "{}",
            error.render(false)
        );
    }
}
