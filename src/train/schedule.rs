//! The learning rate over a training: a linear warm-up, then half a cosine down to nearly nothing.

/// Share of the budget that warms up.
const WARM_UP: f64 = 0.05;
/// What is left of the highest rate at the end.
const FLOOR: f64 = 0.005;

/// The share of the highest rate at `fraction` (0 to 1) of the budget. Loshchilov and Hutter, ICLR 2017, with warm-up.
pub(crate) fn share(fraction: f64) -> f64 {
    let fraction = fraction.clamp(0.0, 1.0);
    if fraction < WARM_UP {
        // Never 0, or the first step would be lost.
        return (fraction / WARM_UP).max(0.02);
    }
    let turn = (fraction - WARM_UP) / (1.0 - WARM_UP) * std::f64::consts::PI;
    FLOOR + (1.0 - FLOOR) * 0.5 * (1.0 + libm::cos(turn))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_then_falls() {
        assert!(share(0.0) > 0.0);
        assert!((share(WARM_UP) - 1.0).abs() < 1e-9);
        assert!((share(1.0) - FLOOR).abs() < 1e-9);
        let shares: Vec<f64> = (5..=100).map(|p| share(f64::from(p) / 100.0)).collect();
        assert!(shares.windows(2).all(|pair| pair[0] > pair[1]));
    }
}
