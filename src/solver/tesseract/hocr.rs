//! Symbols with their confidences, out of Tesseract's hOCR.
//!
//! hOCR with `hocr_char_boxes` is the one output of the C interface that holds a confidence for each symbol, so
//! the text is taken from it as well: the two cannot disagree.

use crate::solver::postprocess::Reading;

const WORD: &str = " class='ocrx_word'";
const SYMBOL: &str = " class='ocrx_cinfo' title='x_bboxes ";
const CONFIDENCE: &str = "x_conf ";

/// Words are joined by one blank. Tesseract gives confidences in percent, made from a logarithmic certainty (100 + 5 c,
/// cut to 0 and 100): a score that orders answers, no probability.
pub fn reading(hocr: &str) -> Reading {
    let mut reading = Reading::default();
    for span in hocr.split("<span").skip(1) {
        if span.starts_with(WORD) && !reading.text.is_empty() {
            reading.text.push(' ');
        }
        if let Some((confidence, symbol)) = symbol(span) {
            // Tesseract now and then takes a mark at the edge for a blank, and gives it a confidence.
            if !symbol.trim().is_empty() {
                reading.symbols.push(confidence);
            }
            unescape(symbol, &mut reading.text);
        }
    }
    reading
}

fn symbol(span: &str) -> Option<(f32, &str)> {
    let rest = span.strip_prefix(SYMBOL)?;
    let (title, rest) = rest.split_once("'>")?;
    let percent: f32 = title.split_once(CONFIDENCE)?.1.parse().ok()?;
    let (symbol, _) = rest.split_once("</span>")?;
    Some(((percent / 100.0).clamp(0.0, 1.0), symbol))
}

/// The five entities that Tesseract's `HOcrEscape` writes.
fn unescape(mut text: &str, out: &mut String) {
    const ENTITIES: [(&str, char); 5] = [
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&amp;", '&'),
        ("&quot;", '"'),
        ("&#39;", '\''),
    ];
    while let Some(first) = text.chars().next() {
        let entity = ENTITIES.iter().find(|(entity, _)| text.starts_with(entity));
        let (c, length) =
            entity.map_or((first, first.len_utf8()), |(entity, c)| (*c, entity.len()));
        out.push(c);
        text = &text[length..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "
     <span class='ocr_line' id='line_1_1' title=\"bbox 0 0 215 80; baseline -0.025 2; x_size 106.66666\">
      <span class='ocrx_word' id='word_1_1' title='bbox 0 0 215 80; x_wconf 34'>
       <span class='ocrx_cinfo' title='x_bboxes 0 0 3 80; x_conf 90'> </span>
       <span class='ocrx_cinfo' title='x_bboxes 0 0 133 80; x_conf 92.5'>&lt;</span>
       <span class='ocrx_cinfo' title='x_bboxes 93 0 215 79; x_conf 100.000'>\u{e9}</span>
      </span>
      <span class='ocrx_word' id='word_1_2' title='bbox 0 0 215 80; x_wconf 34'><strong><em>
       <span class='ocrx_cinfo' title='x_bboxes 93 0 215 79; x_conf 0'>&#39;</span></em></strong>
      </span>
     </span>";

    #[test]
    fn text_and_confidences_align() {
        let reading = reading(PAGE);
        assert_eq!(reading.text, " <\u{e9} '");
        assert_eq!(reading.symbols, [0.925, 1.0, 0.0]);
    }

    #[test]
    fn an_empty_page_reads_as_nothing() {
        assert_eq!(
            reading("<div class='ocr_page' id='page_1'></div>"),
            Reading::default()
        );
    }
}
