//! How many challenges a bot passes in an hour where a server makes it wait. Closed forms, as a check of what is
//! measured.

/// What a bot waits for, seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pacing {
    /// One try, from asking for a challenge to answering it.
    pub pace: f64,
    /// A ban.
    pub ban: f64,
    /// The failure that brings one on, counted from 1.
    pub failures: u32,
}

impl Pacing {
    /// Passes an hour against goCaptcha's ban: `failures` in a row, ended by the first right answer; until then a try
    /// takes the ban and the pace.
    ///
    /// With solve rate p, pace t and f failures a pass takes `t * sum((1-p)^k, k < f) + (1-p)^f * (ban + t) / p`
    /// seconds: a try is made after k failures with probability (1-p)^k, and once banned 1/p tries are needed.
    pub fn consecutive(&self, p: f64) -> f64 {
        if p <= 0.0 {
            return 0.0;
        }
        let q = 1.0 - p;
        let free: f64 = (0..self.failures).map(|k| q.powf(k.into())).sum();
        let banned = q.powf(self.failures.into()) * (self.ban + self.pace) / p;
        3600.0 / (self.pace * free + banned)
    }

    /// Passes an hour where every so many failures bring on a ban, whatever was right between them.
    ///
    /// A try takes the pace and, failing with 1-p, a share `1/failures` of a ban: `3600 p / (t + (1-p) ban / f)`. Holds
    /// while failures come faster than they expire.
    pub fn accumulated(&self, p: f64) -> f64 {
        let each = self.pace + (1.0 - p) * self.ban / f64::from(self.failures);
        3600.0 * p / each
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: Pacing = Pacing {
        pace: 1.0,
        ban: 30.0,
        failures: 4,
    };

    #[test]
    fn consecutive_agrees_with_values_worked_out_by_hand() {
        for (p, passes) in [
            (0.011, 1.3),
            (0.2, 54.0),
            (0.43, 370.0),
            (0.6, 1220.0),
            (0.9, 3230.0),
        ] {
            let found = SHIPPED.consecutive(p);
            assert!((found / passes - 1.0).abs() < 0.04, "{p}: {found}");
        }
        assert_eq!(
            (SHIPPED.consecutive(0.0), SHIPPED.consecutive(1.0)),
            (0.0, 3600.0)
        );
    }

    #[test]
    fn accumulated_is_slower_but_for_the_hopeless() {
        for p in [0.5, 0.9] {
            assert!(SHIPPED.accumulated(p) < SHIPPED.consecutive(p));
        }
        assert!(SHIPPED.accumulated(0.2) > SHIPPED.consecutive(0.2));
        assert_eq!(SHIPPED.accumulated(1.0), 3600.0);
        // By hand: of 100 tries 50 fail, which is 12.5 bans: 50 passes in 475 s.
        assert!((SHIPPED.accumulated(0.5) - 3600.0 * 50.0 / 475.0).abs() < 1e-9);
    }
}
