//! Sums, numerals, fractions, precedence.

use super::check;

#[rustfmt::skip] // a question a line
const ASKED: &[(&str, &str)] = &[
    ("How much is 3 + 4?", "7"),
    ("Could you tell me what nine minus two is?", "7"),
    ("Can you work out what 6 times 7 is?", "42"),
    ("Please type the answer to 12 - 5.", "7"),
    ("I'd like to know the sum of 9 and 2.", "11"),
    ("Do you know what five and six make?", "11"),
    ("If you add seven to eight, what do you get?", "15"),
    ("If you take three away from ten, how much is left?", "7"),
    ("When 3 is added to 4, what is the result?", "7"),
    ("When you multiply six by seven, what is the answer?", "42"),
    ("What is left when you take 4 from 9?", "5"),
    ("How much remains when five is subtracted from twelve?", "7"),
    ("Seven plus two is how much?", "9"),
    ("Seven plus two equals what?", "9"),
    ("What do seven and two add up to?", "9"),
    ("What is the total of 4, 5 and 6?", "15"),
    ("What is 4, 5 and 6 added together?", "15"),
    ("Add together 4, 5, and 6.", "15"),
    ("Multiply 2, 3 and 4.", "24"),
    ("What is 3 times 4 times 5?", "60"),
    ("What is one hundred minus one?", "99"),
    ("What is a hundred and one minus two?", "99"),
    ("What is a hundred divided by four?", "25"),
    ("What is the quotient of 20 and 5?", "4"),
    ("What is 100 split among 4 people?", "25"),
    ("If you divide 20 by 4, what do you get?", "5"),
    ("How many times does 5 go into 35?", "7"),
    ("How many fives are there in thirty?", "6"),
    ("How many times does three go into twelve?", "4"),
    ("What is 144 over 12?", "12"),
    ("What number is 5 more than 3?", "8"),
    ("What number is three less than twice seven?", "11"),
    ("Which number is twice as large as 9?", "18"),
    ("What is double 15?", "30"),
    ("What is triple four?", "12"),
    ("What is the double of 8?", "16"),
    ("Halve 18.", "9"),
    ("Double 21.", "42"),
    ("Square 9.", "81"),
    ("What is nine squared?", "81"),
    ("What is 4 cubed?", "64"),
    ("What is the square of 12?", "144"),
    ("What is the cube of 3?", "27"),
    ("What is three to the fourth?", "81"),
    ("What is three to the fourth power?", "81"),
    ("What is 3 raised to the 4th power?", "81"),
    ("What is ten to the third?", "1000"),
    ("What is the fifth power of two?", "32"),
    ("What is the fourth root of 16?", "2"),
    ("What is the 4th root of 81?", "3"),
    ("What is 2**3?", "8"),
    ("What is 2 ^ 3 ^ 2?", "512"),
    ("What is (2 + 3)^2?", "25"),
    ("What's the square root of one hundred forty-four?", "12"),
    ("What is the sum of the squares of 3 and 4?", "25"),
    ("What is the square of the sum of 3 and 4?", "49"),
    ("What is the square root of the sum of 9 and 16?", "5"),
    ("What is the difference between the squares of 5 and 3?", "16"),
    ("What is the sum of the first 10 positive integers?", "55"),
    ("What is the sum of the numbers from 1 to 10?", "55"),
    ("What is the sum of all whole numbers from 1 to 100?", "5050"),
    ("What is the average of 4, 6 and 11?", "7"),
    ("What is the mean of 3 and 8?", "11/2"),
    ("What is the median of 3, 9, 4?", "4"),
    ("What is the absolute value of -7?", "7"),
    ("What is |-7|?", "7"),
    ("What is the reciprocal of 4?", "1/4"),
    ("What is the opposite of 5?", "-5"),
    ("What is the sum of the digits of 1523?", "11"),
    ("How many digits are in 1523?", "4"),
    ("What is the last digit of 1523?", "3"),
];

#[test]
fn ways_to_ask() {
    check(ASKED);
}

#[rustfmt::skip] // a question a line
const NUMERALS: &[(&str, &str)] = &[
    ("What is one thousand and one plus nine?", "1010"),
    ("What is two million plus three?", "2000003"),
    ("What is two million, three hundred thousand minus one?", "2299999"),
    ("What is three-thousand-'n'-five minus five?", "3000"),
    ("What is nineteen hundred plus eighty-four?", "1984"),
    ("What is one hundred twenty-three thousand four hundred fifty-six plus one?", "123457"),
    ("What is two dozen minus four?", "20"),
    ("What is half a dozen plus half a dozen?", "12"),
    ("What is a score plus a dozen?", "32"),
    ("What is three score and ten?", "70"),
    ("What is negative seven plus ten?", "3"),
    ("What is minus seven minus three?", "-10"),
    ("What is 5 - -3?", "8"),
    ("What is 5 minus negative 3?", "8"),
    ("What is -4 * -6?", "24"),
    ("What is two point five plus one point five?", "4"),
    ("What is 0.5 + 0.25?", "3/4"),
    ("What is zero point one times ten?", "1"),
    ("What is 3.5 minus 1.25?", "9/4"),
    ("What is 1 quadrillion plus 1?", "1000000000000001"),
    ("What is nine hundred ninety-nine billion plus one billion?", "1000000000000"),
];

#[test]
fn numerals_in_questions() {
    check(NUMERALS);
}

#[rustfmt::skip] // a question a line
const FRACTIONS: &[(&str, &str)] = &[
    ("What is one half plus one third?", "5/6"),
    ("What is 1/2 + 1/3?", "5/6"),
    ("What is three quarters of eight?", "6"),
    ("What is two thirds of nine?", "6"),
    ("What is a third of twelve?", "4"),
    ("What is a quarter of 100?", "25"),
    ("What is half of half of twelve?", "3"),
    ("What is two and a half times four?", "10"),
    ("What is three and three quarters plus one quarter?", "4"),
    ("What is 2 1/2 + 1/2?", "3"),
    ("What is three fifths minus one fifth?", "2/5"),
    ("What is two thirds times three fourths?", "1/2"),
    ("What is one half divided by one quarter?", "2"),
    ("What is seven eighths minus three eighths?", "1/2"),
    ("What is five divided by two?", "5/2"),
    ("What is one fifth of one hundred?", "20"),
    ("What is 10 percent of 250?", "25"),
    ("What is fifteen percent of two hundred?", "30"),
    ("What is fifty percent of fifty?", "25"),
    ("What is 80 increased by 25 percent?", "100"),
    ("What is 80 decreased by 10%?", "72"),
    ("What is 20% off 50?", "40"),
    ("What percent of 50 is 10?", "20"),
    ("What percentage of 200 is 50?", "25"),
];

#[test]
fn fractions_and_percent() {
    check(FRACTIONS);
}

#[rustfmt::skip] // a question a line
const GROUPS: &[(&str, &str)] = &[
    ("What is 2 + 3 * 4 - 5?", "9"),
    ("What is twelve divided by four plus one?", "4"),
    ("What is 20 - 4 / 2?", "18"),
    ("What is two times three plus four times five?", "26"),
    ("What is ten minus two minus three?", "5"),
    ("What is 100 / 5 / 2?", "10"),
    ("What is 8 - 3 + 2?", "7"),
    ("What is five times the sum of two and three?", "25"),
    ("What is the product of 3 and the sum of 4 and 5?", "27"),
    ("What is the sum of twice three and half of eight?", "10"),
    ("What is the difference between the product of 5 and 6 and the sum of 7 and 8?", "15"),
    ("What is three times four, minus two?", "10"),
    ("What is ten, plus two?", "12"),
    ("What is 6 times 7, then minus 2?", "40"),
    ("What is five plus three, all times two?", "16"),
    ("What is five plus three, and then the result times two?", "16"),
    ("What is seven minus four, squared?", "9"),
    ("What is the sum of one and two, squared?", "9"),
    ("What is the product of two and three, plus four?", "10"),
    ("What is three times the quantity four plus five?", "27"),
    ("What is 3 times the quantity 4 plus 5, minus 2?", "25"),
    ("Take the sum of 3 and 4, and multiply it by 2.", "14"),
    ("Take 7, double it, and subtract 4.", "10"),
    ("Start with 3. Multiply by 4. Subtract 2. What is the result?", "10"),
    ("Begin with 20, halve it, then add 5.", "15"),
    ("Add 3 to 4 and multiply the result by 2.", "14"),
    ("Add 2 and 3, then square the result.", "25"),
    ("Multiply 3 by 4 and then subtract 2.", "10"),
    ("Divide 100 by 4, then take away 5.", "20"),
    ("If I start with 8, add 4 and divide by 3, what do I get?", "4"),
    ("What do you get if you double 7 and add 1?", "15"),
    ("What do you get when you square 5 and subtract 1?", "24"),
    ("Subtract the sum of 2 and 3 from 10.", "5"),
    ("Subtract 3 from the product of 4 and 5.", "17"),
    ("From 10 subtract 4.", "6"),
    ("From twenty, take away eight.", "12"),
    ("Increase 5 by 3.", "8"),
    ("Decrease 10 by 4.", "6"),
    ("Raise 2 to the 6th power.", "64"),
    ("Raise 3 to the power of 3.", "27"),
];

#[test]
fn precedence_and_grouping() {
    check(GROUPS);
}
