//! `capbench serve`: a design as a server.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::ValueEnum;

use super::Exit;
use crate::serve::grid::{Dealer, Profile, Settings, Site};
use crate::serve::http::Server;
use crate::serve::{Ask, Clock};

/// Serve a design over HTTP: image grids with goCaptcha's API, a page and an embeddable script
///
/// Prints the address as a line on stdout once it listens. Ctrl-C ends it.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What is served
    #[arg(long, value_enum, default_value = "grid")]
    scheme: SchemeArg,
    /// How it decides: as goCaptcha's code does, its mistakes included, or as it should
    #[arg(long, value_enum, default_value = "hardened")]
    profile: ProfileArg,
    /// A folder of category folders with pictures, in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Tiles of a grid
    #[arg(long, short = 'n', value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u16).range(2..=64))]
    n: u16,
    /// Categories of a grid [default: 4; of a folder all, 10 at most]
    #[arg(long, short = 'k', value_name = "K")]
    k: Option<u16>,
    /// Where to listen; port 0 for a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3025")]
    listen: SocketAddr,
    /// The database, made if missing [default: in memory, gone at the end]
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
    /// The challenges of this base seed, in their order: for tests, since whoever knows the seed knows the answers
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Answers that come sooner are wrong
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = humantime::parse_duration)]
    min_solve: Duration,
    /// Answers that come later are wrong
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = humantime::parse_duration)]
    max_solve: Duration,
    /// How long a ban lasts
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = humantime::parse_duration)]
    ban: Duration,
    /// Failures that are forgiven, less one: with 2 the fourth bans, as goCaptcha's suspiciousIPCountLimit has it
    #[arg(long, value_name = "N", default_value_t = 2)]
    failures: u32,
    /// For tests: a file with the time in milliseconds since 1970, read at each request in place of the clock
    #[arg(long, value_name = "FILE", hide = true)]
    clock: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum SchemeArg {
    /// Image grids
    Grid,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ProfileArg {
    /// As goCaptcha's code decides; guards nothing
    Gocaptcha,
    /// As it should
    Hardened,
}

impl ProfileArg {
    pub(super) fn profile(self) -> Profile {
        match self {
            Self::Gocaptcha => Profile::Gocaptcha,
            Self::Hardened => Profile::Hardened,
        }
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let SchemeArg::Grid = args.scheme;
    let site = Arc::new(site(args)?);
    let handler = Arc::new(move |ask: &Ask| site.reply(ask));
    let server = Server::start(args.listen, handler)
        .with_context(|| format!("failed to listen at {}", args.listen))?;
    let address = server.address();
    if !address.ip().is_loopback() {
        eprintln!("warning: {address} can be reached from other machines");
    }
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })
    .context("failed to listen for Ctrl-C")?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "http://{address}")?;
    out.flush()?;
    eprintln!("the page is at http://{address}/page; Ctrl-C ends this");
    stopped.recv().context("failed to listen for Ctrl-C")?;
    server.stop();
    Ok(Exit::Fine)
}

fn site(args: &Args) -> anyhow::Result<Site> {
    ensure!(
        args.min_solve <= args.max_solve,
        "--min-solve is longer than --max-solve: nothing would be right"
    );
    let settings = Settings {
        profile: args.profile.profile(),
        min_solve: args.min_solve,
        max_solve: args.max_solve,
        ban: args.ban,
        failures: args.failures,
        db: args.db.clone(),
    };
    if args.seed.is_some() {
        eprintln!("warning: with --seed whoever knows the seed knows the answers");
    }
    let clock = match &args.clock {
        Some(path) => Clock::file(path.clone()),
        None => Clock::system(),
    };
    let dealer = Dealer::new(
        settings.profile,
        args.source.as_deref(),
        args.n.into(),
        super::play::categories(args.k, args.source.as_deref()),
    )?;
    let seeds = args.seed.map(|base| dealer.seeds(base));
    Site::new(dealer, settings, clock, seeds)
}
