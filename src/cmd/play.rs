//! `capbench play`: solvers play a server of the harness's own over HTTP.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use comfy_table::{CellAlignment, ContentArrangement, Table};
use serde_json::{Value, json};

use super::Exit;
use crate::adapter::{self, Made};
use crate::config::Options;
use crate::report::number;
use crate::report::terminal::STYLE;
use crate::serve::grid::{Dealer, Profile, Settings};
use crate::serve::play::{Game, Played, Player};
use crate::solver::BuildError;
use crate::solver::control::Control;
use crate::stats::{Estimate, Unit};

/// Let solvers play image grids over HTTP: passes an hour, with pacing, bans and what pictures leak
///
/// The server is started by this command, in its own process and on loopback; no other can be played. Requests are real;
/// the server's clock is set on by the pace and by the bans that the player sits out, so that an hour takes seconds.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Who plays: a control (blind, random, oracle), `pool`, or the name or folder of an adapter; may be given several times
    #[arg(long = "solver", short, value_name = "NAME", default_values = ["blind", "pool", "oracle"])]
    solvers: Vec<String>,
    /// Servers that are played; may be given several times
    #[arg(long, value_enum, default_values = ["gocaptcha", "hardened"])]
    profile: Vec<super::serve::ProfileArg>,
    /// How many hours, by the server's clock
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    hours: f64,
    /// What one try takes, by the server's clock
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = humantime::parse_duration)]
    pace: Duration,
    /// Tiles of a grid
    #[arg(long, short = 'n', value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u16).range(2..=64))]
    n: u16,
    /// Categories of a grid [default: 4; of a folder all, 10 at most]
    #[arg(long, short = 'k', value_name = "K")]
    k: Option<u16>,
    /// A folder of category folders with pictures, in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Base seed of the challenges
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// One JSON object a row
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// A table in Markdown
    #[arg(long)]
    markdown: bool,
}

/// Categories where nobody says how many.
pub(super) fn categories(k: Option<u16>, source: Option<&Path>) -> Option<usize> {
    k.or(source.is_none().then_some(4)).map(usize::from)
}

/// A row of the table.
struct Row {
    profile: Profile,
    solver: String,
    played: Played,
    /// Passes an hour by the closed form, at the rate that was measured and at the ends of its interval.
    expected: Estimate,
    wall: Duration,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    ensure!(
        args.hours > 0.0 && args.hours <= 10_000.0,
        "--hours {}: accepted are numbers above 0, 10000 at most",
        args.hours
    );
    ensure!(args.pace >= Duration::from_millis(1), "--pace is too short");
    let players = args.solvers.iter().map(|name| Ok((name, player(name)?)));
    let players = players.collect::<anyhow::Result<Vec<_>>>()?;
    let stop = super::interrupted("this game")?;
    let mut rows = Vec::new();
    for profile in args.profile.iter().map(|profile| profile.profile()) {
        let game = game(args, profile)?;
        for (name, player) in &players {
            eprintln!("{} plays {} ...", name, profile.word());
            let start = Instant::now();
            let played = game.play(player, &stop)?;
            rows.push(Row {
                profile,
                solver: (*name).clone(),
                expected: expected(&game, &played),
                played,
                wall: start.elapsed(),
            });
            if stop.load(Ordering::Relaxed) {
                print(args, &rows);
                return Ok(Exit::Interrupted);
            }
        }
    }
    print(args, &rows);
    Ok(Exit::Fine)
}

fn game(args: &Args, profile: Profile) -> anyhow::Result<Game> {
    let categories = categories(args.k, args.source.as_deref());
    Ok(Game {
        dealer: Dealer::new(profile, args.source.as_deref(), args.n.into(), categories)?,
        settings: Settings::new(profile),
        seed: args.seed,
        time: Duration::from_secs_f64(args.hours * 3600.0),
        pace: args.pace,
    })
}

fn player(name: &str) -> anyhow::Result<Player> {
    match Control::find(name) {
        Some(Control::Stall | Control::Crash) => bail!("`{name}` is a drill of runs"),
        Some(control) => return Ok(Player::Control(control)),
        None => {}
    }
    if name == "pool" {
        let pool = crate::solver::find(name).context("no such solver")?;
        return match (pool.build)(&Options::empty(), Path::new("")) {
            Ok(solver) => Ok(Player::Solver(Arc::from(solver))),
            Err(BuildError::Option(error)) => Err(error.into()),
            Err(BuildError::Unavailable { reason, .. }) => bail!("{reason}"),
        };
    }
    let dir = adapter::find(name, None).map_err(|error| {
        let help = error.help.clone().unwrap_or_default();
        anyhow::anyhow!("{error}; {help}; or blind, random, oracle, pool")
    })?;
    match adapter::load(&dir)?.made {
        Made::Ready(solver) => Ok(Player::Solver(solver)),
        Made::Unavailable { reason, install } => {
            bail!("`{name}` is unavailable: {reason}; to have it: {install}")
        }
    }
}

fn expected(game: &Game, played: &Played) -> Estimate {
    let rate = played.rate();
    let at = |p: Option<f64>| p.map(|p| game.expected(p));
    Estimate {
        value: at(rate.value),
        low: at(rate.low),
        high: at(rate.high),
        n: played.answered,
        unit: Unit::Number,
    }
}

const HEADER: [&str; 10] = [
    "server",
    "solver",
    "tries",
    "right",
    "95 %",
    "bans",
    "passes/h",
    "closed form",
    "95 %",
    "known files",
];

fn cells(row: &Row) -> [String; 10] {
    let (rate, played) = (row.played.rate(), &row.played);
    let leaked = played.leaked();
    [
        row.profile.word().to_owned(),
        row.solver.clone(),
        number::count(played.tries),
        number::value(&rate),
        number::interval(&rate),
        number::count(played.bans),
        number::value(&Estimate::new(
            Some(played.passes_an_hour()),
            None,
            played.answered,
            Unit::Number,
        )),
        number::value(&row.expected),
        number::interval(&row.expected),
        number::value(&leaked),
    ]
}

fn object(row: &Row) -> Value {
    json!({
        "profile": row.profile.word(),
        "solver": row.solver,
        "played": row.played,
        "right": row.played.rate(),
        "passes_an_hour": row.played.passes_an_hour(),
        "closed_form": row.expected,
        "known_files": row.played.leaked(),
        "wall_seconds": row.wall.as_secs_f64(),
    })
}

fn print(args: &Args, rows: &[Row]) {
    if args.json {
        for row in rows {
            println!("{}", object(row));
        }
        return;
    }
    if args.markdown {
        println!(
            "| {} |\n| --- | --- {}|",
            HEADER.join(" | "),
            "| ---: ".repeat(8)
        );
        for row in rows {
            println!("| {} |", cells(row).join(" | "));
        }
        return;
    }
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(HEADER);
    for row in rows {
        table.add_row(cells(row));
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
    let requests: u64 = rows.iter().map(|row| row.played.requests).sum();
    let wall: f64 = rows.iter().map(|row| row.wall.as_secs_f64()).sum();
    let hours = args.hours;
    println!(
        "{} requests over HTTP in {}; each row is {hours} h by the server's clock, one try each {}",
        number::count(requests),
        number::seconds(wall),
        humantime::format_duration(args.pace),
    );
}
