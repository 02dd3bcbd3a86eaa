//! Words that show which frames a question may fit, so that most questions try none.

use crate::solver::math_rules::tokens::Token;

/// A figure is named.
pub(crate) const SHAPE: u32 = 1;
/// A measure of one.
pub(crate) const MEASURE: u32 = 2;
/// Angles.
pub(crate) const ANGLE: u32 = 4;
/// What angles are asked of.
pub(crate) const TURN: u32 = 8;
/// A sequence.
pub(crate) const SEQUENCE: u32 = 16;
/// A bound of a range.
pub(crate) const BOUND: u32 = 32;
/// Kinds of numbers.
pub(crate) const KIND: u32 = 64;
/// Places of digits, and bases.
pub(crate) const PLACE: u32 = 128;

/// What polynomials are asked for.
pub(crate) const CURVE: u32 = 256;

/// "how" and the like, behind a story.
pub(crate) const ASKED: u32 = 512;
/// Chances.
pub(crate) const CHANCE: u32 = 1024;

/// Trigonometric functions, radians.
pub(crate) const RATIO: u32 = 2048;
/// Matrices.
pub(crate) const TABLE: u32 = 4096;

/// Counts that everybody knows.
pub(crate) const KNOWN: u32 = 8192;

/// Percentages.
pub(crate) const PERCENT: u32 = 16384;

/// All that a question shows.
pub(crate) fn signs(tokens: &[Token<'_>]) -> u32 {
    let words = tokens.iter().map(|token| sign(token.text));
    let open = tokens
        .windows(2)
        .any(|pair| pair[0].is(",") && pair[1].is("?"));
    let sentences = tokens.iter().any(|token| {
        token.is("how") || token.is("thermometer") || token.is("temperature") || token.is("price")
    });
    let told = if sentences && tokens.len() > 8 {
        ASKED
    } else {
        0
    };
    told | words.fold(if open { SEQUENCE } else { 0 }, |all, one| all | one)
}

fn sign(word: &str) -> u32 {
    match word {
        "square" | "squares" => SHAPE | KIND,
        "rectangle" | "rectangular" | "triangle" | "circle" | "cube" | "box" | "cuboid"
        | "parallelogram" | "trapezoid" | "trapezium" | "prism" | "rhombus" | "cylinder"
        | "room" | "garden" | "field" | "disc" | "disk" | "pool" | "floor" | "tank" | "lawn"
        | "plot" => SHAPE,
        "radius" | "diameter" => SHAPE | MEASURE,
        "area" | "perimeter" | "volume" | "side" | "edge" | "edges" | "length" | "width"
        | "long" | "wide" | "high" | "tall" | "circumference" | "hypotenuse" | "diagonal"
        | "base" | "height" | "leg" | "legs" | "surface" | "hold" | "deep" | "catheti" => {
            MEASURE | if word == "base" { PLACE } else { 0 }
        }
        "sides" => MEASURE,
        "discriminant" | "roots" | "root" | "solutions" | "solution" | "zeros" | "zeroes"
        | "coefficient" | "constant" | "minimum" | "maximum" | "minimal" | "maximal" | "lowest"
        | "highest" | "limit" | "approaches" | "tends" | "slope" | "gradient" | "steep"
        | "speed" | "velocity" | "acceleration" | "remainder" | "vertex" | "intercept" | "axis" => {
            CURVE
        }
        "sine" | "sin" | "cosine" | "cos" | "tangent" | "tan" | "radians" | "radian" | "rad" => {
            RATIO
        }
        "matrix" | "matrices" => TABLE,
        "percent" | "%" | "cent" => PERCENT,
        "probability" | "chance" | "likely" => CHANCE,
        "regular" | "equilateral" => SHAPE | TURN,
        "complement" | "supplement" | "complementary" | "supplementary" | "clock" | "hand"
        | "exterior" | "interior" | "polygon" => TURN,
        "degree" => ANGLE | CURVE,
        "angle" | "angles" | "degrees" => ANGLE,
        "next" | "missing" | "continue" | "continues" | "complete" | "fill" | "gap" | "blank"
        | "_" | "..." | "replace" | "term" | "sequence" | "series" | "pattern" | "follows"
        | "progression" | "after" | "comes" | "then" | "count" | "counting" | "finish"
        | "extend" => SEQUENCE,
        "between" | "from" | "below" | "under" | "than" | "up" | "above" | "to" => BOUND,
        "number" => KIND | KNOWN,
        "many" | "alphabet" | "water" => KNOWN,
        "numbers" | "integer" | "integers" | "prime" | "primes" | "multiples" | "multiple" => KIND,
        "digits" => KIND,
        "ones" | "units" | "tens" | "hundreds" | "thousands" | "millions" | "tenths"
        | "hundredths" | "thousandths" | "unit" | "value" | "binary" | "octal" | "hexadecimal"
        | "hex" | "decimal" | "roman" => PLACE,
        _ => 0,
    }
}
