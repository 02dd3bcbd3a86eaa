//! Figures and angles, curves, vectors and matrices, trigonometry in words.

use super::check;

#[rustfmt::skip] // a question a line
const FIGURES: &[(&str, &str)] = &[
    ("What is the area of a rectangle 4 cm wide and 7 cm long?", "28"),
    ("A rectangle is 5 metres long and 3 metres wide. What is its area in square metres?", "15"),
    ("A rectangle is 5 metres long and 3 metres wide. What is its perimeter?", "16"),
    ("What is the perimeter of a square whose side is 9?", "36"),
    ("The perimeter of a square is 20. How long is one side?", "5"),
    ("A square has a perimeter of 12. What is its area?", "9"),
    ("What is the area of a triangle with base 6 and height 4?", "12"),
    ("A triangle has base 10 and height 3. What is its area?", "15"),
    ("What is the volume of a cube with side length 3?", "27"),
    ("What is the volume of a box measuring 2 by 3 by 4?", "24"),
    ("What is the surface area of a cube with edge 2?", "24"),
    ("A cube has a volume of 27. How long is an edge?", "3"),
    ("What is the diameter of a circle with radius 4?", "8"),
    ("What is the radius of a circle whose diameter is 10?", "5"),
    ("The circumference of a circle with diameter 5 is how many times pi?", "5"),
    ("A circle has radius 2. Its area is what multiple of pi?", "4"),
    ("What is the hypotenuse of a right triangle with legs 6 and 8?", "10"),
    ("A right triangle has legs of 5 and 12. How long is the hypotenuse?", "13"),
    ("The hypotenuse of a right triangle is 5 and one leg is 3. What is the other leg?", "4"),
    ("Two angles of a triangle are 50 and 60 degrees. What is the third?", "70"),
    ("What do the angles in a quadrilateral add up to?", "360"),
    ("What is the sum of the interior angles of a pentagon in degrees?", "540"),
    ("How many degrees are in each angle of an equilateral triangle?", "60"),
    ("How many diagonals does a hexagon have?", "9"),
    ("How many diagonals does an octagon have?", "20"),
    ("How many sides does a heptagon have?", "7"),
    ("How many faces does a cube have?", "6"),
    ("How many edges does a cube have?", "12"),
    ("What is the complement of a 30 degree angle?", "60"),
    ("What's the supplement of 110 degrees?", "70"),
    ("An angle measures 35 degrees. What is its complement in degrees?", "55"),
    ("A rectangle has length 8 and area 40. What is its width?", "5"),
    ("What is the length of a rectangle with width 4 and area 32?", "8"),
    ("The sides of a triangle are 3, 4 and 6. What is its perimeter?", "13"),
    ("What is the distance between the points (0, 0) and (3, 4)?", "5"),
    ("What is the midpoint of (2, 4) and (6, 10)?", "[4, 7]"),
    ("A triangle has sides 7, 8 and 9. What is its perimeter?", "24"),
    ("A cube with edges of 4 cm has what volume in cubic centimetres?", "64"),
    ("How many sides does a polygon with interior angle sum of 720 have?", "6"),
    ("What is the exterior angle of a regular pentagon in degrees?", "72"),
    ("What angle do the hands of a clock make at three o'clock?", "90"),
    ("How many degrees does the minute hand move in 15 minutes?", "90"),
    ("What is the diagonal of a rectangle with sides 3 and 4?", "5"),
    ("The radius of a circle is 7. What is the diameter?", "14"),
    ("A circle's diameter is 12. What is its radius?", "6"),
    ("What is the area of a circle of radius 5, divided by pi?", "25"),
    ("What's the slope of the line y = 3x + 2?", "3"),
    ("What is the slope of the line through (1, 1) and (3, 5)?", "2"),
    ("What is the y-intercept of y = 2x + 5?", "5"),
    ("If a square's area is 64, how long is each side?", "8"),
    ("What is the height of a triangle with area 12 and base 6?", "4"),
    ("A parallelogram has base 7 and height 3. What is its area?", "21"),
    ("What is the area of a trapezoid with bases 4 and 6 and height 5?", "25"),
    ("How many right angles does a square have?", "4"),
    ("How many degrees is a quarter turn?", "90"),
    ("How long is the side of a square with area 81?", "9"),
];

#[test]
fn figures() {
    check(FIGURES);
}

#[rustfmt::skip] // a question a line
const HIGHER: &[(&str, &str)] = &[
    ("What is the derivative of x^2 at x = 4?", "8"),
    ("What is the derivative of x^3?", "3x^2"),
    ("Differentiate 5x.", "5"),
    ("What is the slope of y = x^2 at x = 3?", "6"),
    ("What is the limit of 1/x as x goes to infinity?", "0"),
    ("What is the limit of (x^2 - 1)/(x - 1) as x approaches 1?", "2"),
    ("What is the limit of x + 2 as x tends to 3?", "5"),
    ("What is the integral of x from 0 to 4?", "8"),
    ("Integrate 3x^2 from 0 to 1.", "1"),
    ("What is the area under y = 2x between x = 0 and x = 3?", "9"),
    ("What is the derivative of e^x at x = 0?", "1"),
    ("What is the minimum value of x^2 + 3?", "3"),
    ("At what x does x^2 - 4x + 7 have its minimum?", "2"),
    ("What is the maximum of 5 - x^2?", "5"),
    ("What is the second derivative of x^2?", "2"),
    ("f(x) = x^2 + 1. What is f'(2)?", "4"),
    ("If f(x) = 3x^2, what is f'(1)?", "6"),
    ("The position is s = 3t^2. What is the velocity at t = 2?", "12"),
    ("What is the length of the vector (6, 8)?", "10"),
    ("What is the dot product of (1, 2, 3) and (4, 5, 6)?", "32"),
    ("Add the vectors (1, 2) and (3, 4).", "[4, 6]"),
    ("What is 3 times the vector [1, 2]?", "[3, 6]"),
    ("What is the magnitude of <3, 4>?", "5"),
    ("What's the angle in degrees between (1, 0) and (0, 1)?", "90"),
    ("What is the angle between (1, 0) and (1, 1) in degrees?", "45"),
    ("What is the third component of (4, 5, 6)?", "6"),
    ("Are the vectors (1, 2) and (2, -1) perpendicular?", "yes"),
    ("Subtract (1, 1) from (4, 5).", "[3, 4]"),
    ("What is the first entry of the vector (7, 8, 9)?", "7"),
    ("u = (1, 2) and v = (3, 4). What is u dot v?", "11"),
    ("Let a = (1, 2) and b = (2, 5). What is a + b?", "[3, 7]"),
    ("How long is the vector (5, 12)?", "13"),
    ("What's the determinant of [[3, 1], [2, 4]]?", "10"),
    ("What is the trace of the matrix [[1, 2], [3, 4]]?", "5"),
    ("What is the determinant of the 2 by 2 identity matrix?", "1"),
    ("What is the trace of the 3x3 identity matrix?", "3"),
    ("A matrix has rows (1, 2) and (3, 4). What is its determinant?", "-2"),
    ("How many entries does a 3 by 4 matrix have?", "12"),
    ("How many elements does a 2x3 matrix have?", "6"),
    ("What is the sum of the main diagonal of [[1, 2], [3, 4]]?", "5"),
    ("What is the transpose of [[1, 2], [3, 4]]?", "[[1, 3], [2, 4]]"),
    ("What is sin(90 degrees)?", "1"),
    ("What is the sine of a right angle?", "1"),
    ("What is cos 60 degrees?", "1/2"),
    ("Which angle between 0 and 90 degrees has a sine of 1/2?", "30"),
    ("What acute angle has cosine one half, in degrees?", "60"),
    ("How many degrees is pi radians?", "180"),
    ("Convert pi/2 radians into degrees.", "90"),
    ("What is arcsin(1) in degrees?", "90"),
    ("What's tan(0)?", "0"),
    ("What is sin squared of 30 degrees plus cos squared of 30 degrees?", "1"),
    ("sin^2(x) + cos^2(x) = ?", "1"),
    ("Sine over cosine is which function?", "tangent"),
    ("Which function is the reciprocal of the sine?", "cosecant"),
    ("In a right triangle, opposite is 3 and hypotenuse is 5. What is the sine?", "3/5"),
    ("In a right triangle the opposite side is 3 and the adjacent side is 4. What is the tangent of the angle?", "3/4"),
    ("What is the inverse sine of 1/2 in degrees?", "30"),
    ("What is the natural log of e?", "1"),
    ("What is ln(1)?", "0"),
    ("What is e to the power of zero?", "1"),
    ("What is the log base 3 of 81?", "4"),
];

#[test]
fn higher() {
    check(HIGHER);
}

#[rustfmt::skip] // a question a line
const UNKNOWNS: &[(&str, &str)] = &[
    ("If 2x + 3 = 11, what is x?", "4"),
    ("Solve for x: 5x - 2 = 13.", "3"),
    ("What is x if x/3 = 7?", "21"),
    ("If x = 4 and y = 3, what is xy?", "12"),
    ("What number times 6 is 54?", "9"),
    ("x plus y is 10 and x minus y is 4. What is x?", "7"),
    ("What is the positive solution of x^2 = 16?", "4"),
    ("What is the sum of the roots of x^2 - 5x + 6?", "5"),
    ("What is the product of the roots of x^2 - 5x + 6 = 0?", "6"),
    ("What is the larger root of x^2 - 5x + 6 = 0?", "3"),
    ("What is the smaller solution of x^2 - 7x + 10 = 0?", "2"),
    ("What is the coefficient of x in 3x^2 + 5x - 2?", "5"),
    ("What is the constant term of x^2 + 4x + 9?", "9"),
    ("What is the degree of the polynomial x^3 + 2x + 1?", "3"),
    ("If f(x) = 2x + 1, what is f(3)?", "7"),
    ("If f(x) = x^2, what is f(f(2))?", "16"),
    ("Seven times a number is 63. Which number is it?", "9"),
    ("If a = 2b and b = 3, what is a?", "6"),
    ("What is 2^x if x = 5?", "32"),
    ("What is the discriminant of x^2 - 4x + 3?", "4"),
    ("For what x is 2x - 8 equal to zero?", "4"),
    ("Evaluate x squared minus one at x equals five.", "24"),
    ("If x - 4 = 10, what is 2x?", "28"),
    ("Half of a number is 8. What is the number?", "16"),
    ("What is the absolute value of minus seven?", "7"),
    ("What is |-3|?", "3"),
    ("Find y if 2y = y + 6.", "6"),
    ("What is the slope of y = -4x + 1?", "-4"),
    ("If x is three times y and y is 4, what's x?", "12"),
];

#[test]
fn unknowns() {
    check(UNKNOWNS);
}

#[rustfmt::skip] // a question a line
const UNCLEAR: &[(&str, &str)] = &[
    ("What is the area of a circle with radius 3?", ""),
    ("What is the circumference of a circle with radius 3 in terms of pi?", ""),
    ("What is the area of a triangle with sides 3 and 4?", ""),
    ("A rectangle has an area of 24. How long is it?", ""),
    ("What is the sine of an angle in a triangle?", ""),
    ("What is the larger root of x^2 + 1?", ""),
    ("What is the maximum of x^2 + 3?", ""),
    ("What is the limit of 1/x as x goes to 0?", ""),
    ("A square with side 3 is twice as large as what?", ""),
];

#[test]
fn unclear() {
    check(UNCLEAR);
}
