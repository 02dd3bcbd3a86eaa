//! Whole numbers one by one: digits, primes, neighbours, progressions.

use num_integer::Roots;

use super::exact::{divisors, integer, is_prime};
use crate::solver::math_rules::expr::Function;
use crate::solver::math_rules::tokens::Number;

/// A function of one whole number.
pub(crate) fn of_one(function: Function, n: i128) -> Option<i128> {
    let digits = || n.unsigned_abs().to_string();
    match function {
        Function::DigitSum => Some(digits().bytes().map(|b| i128::from(b - b'0')).sum()),
        Function::DigitCount => i128::try_from(digits().len()).ok(),
        Function::LastDigit => Some(n.abs() % 10),
        Function::FirstDigit => digits().bytes().next().map(|b| i128::from(b - b'0')),
        // A zero at the end would be lost or kept, as one likes.
        Function::Reverse if n > 0 && n % 10 != 0 => {
            digits().chars().rev().collect::<String>().parse().ok()
        }
        Function::Fibonacci if (1..=100).contains(&n) => {
            let (value, _) = (1..n).fold((1, 1), |(a, b), _| (b, a + b));
            Some(value)
        }
        Function::NextSquare if (0..1 << 60).contains(&n) => (n.sqrt() + 1).checked_pow(2),
        Function::PrimeFactor(largest) => {
            let mut primes = divisors(n)?
                .into_iter()
                .filter(|d| is_prime(*d) == Some(true));
            if largest {
                primes.next_back()
            } else {
                primes.next()
            }
        }
        Function::DivisorCount => i128::try_from(divisors(n)?.len()).ok(),
        Function::NextPrime => first(n.max(1).checked_add(1)?, 1, is_prime),
        Function::PreviousPrime if n > 2 => first(n - 1, -1, is_prime),
        Function::NthPrime if (1..=1000).contains(&n) => nth_prime(n),
        Function::PrimesBelow if n <= 10_000 => {
            let primes = (2..n).filter(|p| is_prime(*p) == Some(true));
            i128::try_from(primes.count()).ok()
        }
        Function::NextEven => first(n.checked_add(1)?, 1, |n| Some(n % 2 == 0)),
        Function::NextOdd => first(n.checked_add(1)?, 1, |n| Some(n % 2 != 0)),
        Function::PreviousEven => first(n.checked_sub(1)?, -1, |n| Some(n % 2 == 0)),
        Function::PreviousOdd => first(n.checked_sub(1)?, -1, |n| Some(n % 2 != 0)),
        _ => None,
    }
}

fn first(start: i128, step: i128, wanted: fn(i128) -> Option<bool>) -> Option<i128> {
    let mut n = start;
    while !wanted(n)? {
        n = n.checked_add(step)?;
    }
    Some(n)
}

fn nth_prime(n: i128) -> Option<i128> {
    let mut prime = 1;
    for _ in 0..n {
        prime = first(prime + 1, 1, is_prime)?;
    }
    Some(prime)
}

/// The value that is there most often, where one is.
pub(crate) fn mode(numbers: &[Number]) -> Option<Number> {
    let count = |value: &Number| numbers.iter().filter(|other| *other == value).count();
    let most = numbers.iter().map(count).max()?;
    let mut modes = numbers.iter().filter(|value| count(value) == most);
    let mode = modes.next()?;
    modes.all(|other| other == mode).then_some(*mode)
}

/// The only one of the numbers that is so.
pub(crate) fn only(numbers: &[Number], wanted: fn(i128) -> Option<bool>) -> Option<Number> {
    let mut found = None;
    for number in numbers {
        if wanted(integer(number)?)? {
            if found.is_some() {
                return None;
            }
            found = Some(*number);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::math_rules::values::exact::whole;

    #[test]
    fn digits_and_primes() {
        for (function, n, result) in [
            (Function::DigitSum, 1523, Some(11)),
            (Function::DigitCount, 1523, Some(4)),
            (Function::Reverse, 1523, Some(3251)),
            (Function::Reverse, 10, None),
            (Function::NextPrime, 10, Some(11)),
            (Function::NextPrime, -5, Some(2)),
            (Function::PreviousPrime, 10, Some(7)),
            (Function::PreviousPrime, 2, None),
            (Function::NthPrime, 5, Some(11)),
            (Function::PrimesBelow, 10, Some(4)),
            (Function::NextEven, 7, Some(8)),
            (Function::PreviousOdd, 7, Some(5)),
            (Function::DivisorCount, 12, Some(6)),
        ] {
            assert_eq!(of_one(function, n), result, "{function:?} {n}");
        }
    }

    #[test]
    fn picks() {
        let n = |values: &[i128]| values.iter().copied().map(whole).collect::<Vec<_>>();
        assert_eq!(mode(&n(&[1, 2, 2, 3])), Some(whole(2)));
        assert_eq!(mode(&n(&[1, 2])), None);
        assert_eq!(only(&n(&[3, 4, 5]), |n| Some(n % 2 == 0)), Some(whole(4)));
        assert_eq!(only(&n(&[3, 5]), |n| Some(n % 2 == 0)), None);
    }
}
