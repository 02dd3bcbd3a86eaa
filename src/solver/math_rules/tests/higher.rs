//! Comparisons, trigonometry, calculus, vectors, matrices.

use super::check;

#[rustfmt::skip] // a question a line
const COMPARED: &[(&str, &str)] = &[
    ("Which is bigger, nine or four?", "9"),
    ("Which is smaller: twelve or twenty?", "12"),
    ("Which number is greater, 3 times 4 or 5 plus 6?", "12"),
    ("What is the larger of 15 and 51?", "51"),
    ("What is the smallest of the numbers 7, 3 and 9?", "3"),
    ("What is the biggest number: 12, 21, 17?", "21"),
    ("Which of these numbers is the largest: 4, 44, 14?", "44"),
    ("Which of 3, 5 and 9 is the smallest?", "3"),
    ("Of the numbers 8, 18 and 11, which is the largest?", "18"),
    ("Between 7 and 12, which number is larger?", "12"),
    ("What is the maximum of 3, 8, 5?", "8"),
    ("max(3, 8, 5)", "8"),
    ("Pick the smallest number: 5, 2, 8.", "2"),
    ("Which is larger: one half or one third?", "1/2"),
    ("Which is more, a dozen or ten?", "12"),
    ("Which is greater, the number of days in a week or the number of legs on a spider?", "8"),
    ("Is 7 greater than 12?", "no"),
    ("Is twelve larger than seven?", "yes"),
    ("Is 3 + 4 equal to 7?", "yes"),
    ("Does 3 plus 4 equal 8?", "no"),
    ("Does two plus two equal five?", "no"),
    ("Is 9 a perfect square?", "yes"),
    ("Is 15 divisible by 4?", "no"),
    ("Is 12 a multiple of 3?", "yes"),
    ("Is 4 a factor of 12?", "yes"),
    ("Is 91 prime?", "no"),
    ("Is 97 a prime number?", "yes"),
    ("Is seventeen odd or even?", "odd"),
    ("Is 10 an even number?", "yes"),
    ("Is zero even?", "yes"),
    ("True or false: 3 + 4 = 8?", "false"),
    ("True or false: seven is greater than five.", "true"),
    ("3 times 5 equals 15, true or false?", "true"),
    ("Is 5 more or less than 9?", "less"),
    ("Is the sine of 90 degrees 1 or 0?", "1"),
    ("Is the sum of 3 and 4 seven or eight?", "7"),
    ("Is three times four 12 or 15?", "12"),
    ("Is it true that 2 + 2 = 4?", "yes"),
    ("Which of these is even: 3, 8, 5?", "8"),
    ("Which of these numbers is prime: 4, 6, 7, 9?", "7"),
    ("Which number is odd: 2, 7, or 10?", "7"),
    ("How much more is 10 than 7?", "3"),
    ("How much larger is 20 than 12?", "8"),
    ("How much less is 3 than 10?", "7"),
    ("By how much does 15 exceed 9?", "6"),
    ("What is the difference between 4 and 9?", "5"),
    ("What is the difference of 9 and 4?", "5"),
];

#[test]
fn comparisons() {
    check(COMPARED);
}

#[rustfmt::skip] // a question a line
const ANGLES: &[(&str, &str)] = &[
    ("What is the cosine of 60 degrees?", "1/2"),
    ("What is the cosine of 0?", "1"),
    ("What is the sine of zero?", "0"),
    ("What is the sine of 90°?", "1"),
    ("What is cos(0)?", "1"),
    ("What is tan(45°)?", "1"),
    ("What is sin(30°)?", "1/2"),
    ("What is cos 180 degrees?", "-1"),
    ("What is the tangent of zero degrees?", "0"),
    ("What is the sine of pi divided by two?", "1"),
    ("What is the cosine of two pi?", "1"),
    ("What is the sine of three pi over two?", "-1"),
    ("What is cos(pi/3)?", "1/2"),
    ("What is tan(pi/4)?", "1"),
    ("What is the sine of pi radians?", "0"),
    ("What is sin(0) + cos(0)?", "1"),
    ("What is the sine of 30 degrees plus the cosine of 60 degrees?", "1"),
    ("What is twice the sine of 30 degrees?", "1"),
    ("What is the secant of 60 degrees?", "2"),
    ("What is the cotangent of 45 degrees?", "1"),
    ("Which trigonometric function is opposite over hypotenuse?", "sine"),
    ("Which trigonometric function of an angle in a right triangle is the ratio of the opposite side to the adjacent side?", "tangent"),
    ("In a right triangle, which function gives the ratio of the adjacent side to the hypotenuse?", "cosine"),
    ("Which trig function equals the length of the opposite side divided by the length of the hypotenuse?", "sine"),
    ("What is the name of the trigonometric function that equals sine divided by cosine?", "tangent"),
    ("What do you call the ratio of the hypotenuse to the opposite side?", "cosecant"),
    ("What trigonometric function is obtained by dividing the opposite side by the adjacent side?", "tangent"),
    ("What is the third angle of a triangle if the other two are 60 and 70 degrees?", "50"),
    ("What is the sum of the interior angles of a quadrilateral?", "360"),
    ("What is the length of the hypotenuse of a right triangle with legs 3 and 4?", "5"),
    ("What is the area of a square with side 5?", "25"),
    ("What is the area of a rectangle with sides 3 and 4?", "12"),
    ("What is the perimeter of a square with sides of length 6?", "24"),
    ("What is the area of a triangle with base 6 and height 4?", "12"),
];

#[test]
fn angles() {
    check(ANGLES);
}

#[rustfmt::skip] // a question a line
const CALCULUS: &[(&str, &str)] = &[
    ("What is the derivative of x^2 at x = 5?", "10"),
    ("What is the derivative of x squared when x is 5?", "10"),
    ("What is the derivative of 3x^3 + 2x when x equals 1?", "11"),
    ("What is the derivative of x cubed at 2?", "12"),
    ("If f(x) = x^2 + 1, what is f(3)?", "10"),
    ("What is the derivative of 5x?", "5"),
    ("What is the derivative of 7?", "0"),
    ("What is the derivative of x^2 + 3x with respect to x at x = 1?", "5"),
    ("Differentiate 4x^2 at x=1.", "8"),
    ("What is the second derivative of x^3 when x is 4?", "24"),
    ("What is the derivative of two x squared plus three x, when x is two?", "11"),
    ("What is the second derivative of 3x^2?", "6"),
    ("What is the integral of x from 0 to 4?", "8"),
    ("What is the integral of x^2 dx from 0 to 3?", "9"),
    ("What is the definite integral of 2x + 1 between 0 and 2?", "6"),
    ("Integrate 4x^3 from 0 to 1.", "1"),
    ("What is the integral from 0 to 1 of 6x^2?", "2"),
    ("What is the integral of 3 from 1 to 4?", "9"),
    ("What is the area under the curve y = 2x from 0 to 5?", "25"),
    ("What is the integral of 3x squared from one to two?", "7"),
];

#[test]
fn calculus() {
    check(CALCULUS);
}

#[rustfmt::skip] // a question a line
const VECTORS: &[(&str, &str)] = &[
    ("What is the dot product of [1, 2, 3] and [4, 5, 6]?", "32"),
    ("What is the dot product of (1, 2) and (3, 4)?", "11"),
    ("What is the scalar product of <1,2> and <3,4>?", "11"),
    ("What is [1 2] dot [3 4]?", "11"),
    ("What is the cross product of (1, 2, 3) and (4, 5, 6)?", "[-3, 6, -3]"),
    ("What is the cross product of the vectors [1 2 3] and [4 5 6]?", "[-3, 6, -3]"),
    ("What is [1, 2] + [3, 4]?", "[4, 6]"),
    ("What is the difference of the vectors [5 6] and [1 2]?", "[4, 4]"),
    ("What is 3 times the vector [1 2]?", "[3, 6]"),
    ("What is twice the vector [2 5]?", "[4, 10]"),
    ("What is the magnitude of the vector (6, 8)?", "10"),
    ("What is the norm of [1 2 2]?", "3"),
    ("What is the dot product of the vectors four seven and three four?", "40"),
    ("What is the dot product of the vectors [-1 2] and [3 -4]?", "-11"),
    ("What is the inner product of the vectors (2, 0) and (0, 5)?", "0"),
    ("Are the vectors [1 0] and [0 1] perpendicular?", "yes"),
    ("What is the distance between the points (1, 2) and (4, 6)?", "5"),
    ("What is the midpoint of (0, 0) and (4, 6)?", "[2, 3]"),
];

#[test]
fn vectors() {
    check(VECTORS);
}

#[rustfmt::skip] // a question a line
const DETERMINANTS: &[(&str, &str)] = &[
    ("What is the determinant of [[1, 2], [3, 4]]?", "-2"),
    ("What is the determinant of the matrix 1 2; 3 4?", "-2"),
    ("What is the determinant of the two by two matrix with rows 1, 2 and 3, 4?", "-2"),
    ("What is the determinant of the matrix whose rows are [1 2] and [3 4]?", "-2"),
    ("What is the determinant of the matrix with first row 1 2 and second row 3 4?", "-2"),
    ("What is the determinant of the matrix [1 2] [3 4]?", "-2"),
    ("What is the determinant of the matrix [[1 2 3] [4 5 6] [7 8 10]]?", "-3"),
    ("What is the determinant of the 3x3 matrix 1 0 0; 0 2 0; 0 0 3?", "6"),
    ("What is the determinant of [1, 2; 3, 4]?", "-2"),
    ("What is det [[2, 0], [0, 3]]?", "6"),
    ("Calculate the determinant of the matrix ((1, 2), (3, 4)).", "-2"),
    ("What is the determinant of the matrix with rows one two and three four?", "-2"),
    ("Find the determinant of | 1 2 ; 3 4 |", "-2"),
    ("What is the determinant of the matrix with rows (1, 2, 3), (0, 1, 4) and (5, 6, 0)?", "1"),
    ("What is the trace of [[1 2] [3 4]]?", "5"),
];

#[test]
fn determinants() {
    check(DETERMINANTS);
}
