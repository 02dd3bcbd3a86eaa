//! One server of grids: its challenges, its state, its clock.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;

use super::deal::{Deal, Dealer};
use super::settings::{Profile, Settings};
use super::{gocaptcha, hardened, wire};
use crate::scheme::GenerateError;
use crate::seed::{Seed, SeedSpace};
use crate::serve::store::Store;
use crate::serve::{Ask, Clock, Reply};

/// Challenges whose pictures are kept as they were sent; those of others are drawn again.
const DRAWN: usize = 64;

/// Files of challenges by their numbers, latest first.
type Drawn = VecDeque<(u64, Arc<Vec<Bytes>>)>;

/// One server of grids. Shared between threads.
pub struct Site {
    pub(super) dealer: Dealer,
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) clock: Clock,
    seeds: Option<SeedSpace>,
    drawn: Mutex<Drawn>,
}

/// Why a request could not be served.
#[derive(Debug, thiserror::Error)]
pub(super) enum SiteError {
    #[error("the operating system gives no random bits")]
    Random(#[from] getrandom::Error),
    #[error(transparent)]
    Generate(#[from] GenerateError),
    #[error("the database failed")]
    Database(#[from] rusqlite::Error),
}

/// A challenge about to be handed out.
pub(super) struct Issue {
    pub(super) number: u64,
    pub(super) seed: Seed,
    pub(super) deal: Deal,
    pub(super) id: String,
}

impl Site {
    /// A server. Its challenges are those of `seeds` in their order, which whoever knows the seed can know too; without
    /// it nobody can.
    pub fn new(
        dealer: Dealer,
        settings: Settings,
        clock: Clock,
        seeds: Option<SeedSpace>,
    ) -> anyhow::Result<Self> {
        let schema = match settings.profile {
            Profile::Gocaptcha => gocaptcha::SCHEMA,
            Profile::Hardened => hardened::SCHEMA,
        };
        let design = format!("grid {} {}", settings.profile.word(), dealer.words());
        let store = Store::open(settings.db.as_deref(), schema, &design)?;
        Ok(Self {
            dealer,
            settings,
            store,
            clock,
            seeds,
            drawn: Mutex::default(),
        })
    }

    /// Answers one request.
    pub fn reply(&self, ask: &Ask) -> Reply {
        super::routes::reply(self, ask)
    }

    /// The next challenge.
    pub(super) fn next(&self) -> Result<Issue, SiteError> {
        let number = self.store.next()?;
        let seed = match &self.seeds {
            Some(seeds) => seeds.seed(number),
            None => Seed::fresh()?,
        };
        let deal = self.dealer.deal(&seed, number)?;
        self.keep(number, &deal);
        Ok(Issue {
            number,
            seed,
            deal,
            id: name(&seed, "serve id"),
        })
    }

    /// A tile of a challenge, as a JPEG file; `None` where it has no such tile.
    pub(super) fn tile(
        &self,
        seed: [u8; 32],
        number: u64,
        tile: usize,
    ) -> Result<Option<Bytes>, SiteError> {
        let known = self.drawn().iter().find(|(n, _)| *n == number).cloned();
        if let Some((_, files)) = known {
            return Ok(files.get(tile).cloned());
        }
        let deal = self.dealer.deal(&Seed::from_bytes(seed), number)?;
        self.keep(number, &deal);
        Ok(deal.files.get(tile).cloned())
    }

    fn keep(&self, number: u64, deal: &Deal) {
        let mut drawn = self.drawn();
        drawn.truncate(DRAWN - 1);
        drawn.push_front((number, Arc::new(deal.files.clone())));
    }

    fn drawn(&self) -> MutexGuard<'_, Drawn> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A UUID that follows from a seed and from which nothing can be had.
pub(super) fn name(seed: &Seed, part: &str) -> String {
    let mut rng = seed.stream(part);
    let (high, low) = (rng.bits(), rng.bits());
    wire::uuid(u128::from(high) << 64 | u128::from(low))
}
