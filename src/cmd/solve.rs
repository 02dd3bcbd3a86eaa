//! `capbench solve`: one picture, one adapter, one answer.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{Exit, outside};
use crate::adapter::{self, Made};
use crate::draw::png;
use crate::model::{Challenge, Response};
use crate::scheme::folder::load_picture;

/// Ask one adapter what it reads in picture files
#[derive(clap::Args)]
pub(super) struct Args {
    /// Picture files
    #[arg(required = true)]
    images: Vec<PathBuf>,
    /// Name or folder of the adapter
    #[arg(long, short, value_name = "NAME")]
    adapter: String,
    /// Also write each picture as the solver's preprocessing leaves it
    #[arg(long, value_name = "DIR")]
    save_processed: Option<PathBuf>,
    /// One JSON object a picture
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    outside: outside::Flags,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let dir = adapter::find(&args.adapter, None).map_err(|e| {
        let help = e.help.clone().unwrap_or_default();
        anyhow::anyhow!("{e}; {help}")
    })?;
    let loaded = adapter::load(&dir)?;
    let solver = match reach(loaded.made, &loaded.name, &args.outside)? {
        Made::Ready(solver) => solver,
        Made::Unavailable { reason, install } => bail!(
            "adapter `{}` is unavailable: {reason}; to have it: {install}",
            loaded.name
        ),
    };
    let mut session = solver.open()?;
    let mut failed = false;
    for path in &args.images {
        let challenge = Challenge::image(
            load_picture(path)
                .map_err(|why| anyhow::anyhow!("failed to read {}: {why}", path.display()))?,
        );
        let response = session.solve(&challenge);
        failed |= response.is_err();
        println!("{}", line(path, &response, args.json));
        if let Some(folder) = &args.save_processed {
            let picture = session
                .processed(&challenge)
                .context("this adapter has no preprocessing")?;
            let picture = image::DynamicImage::ImageLuma8(picture).into_rgb8();
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let target = folder.join(format!("{name}.png"));
            std::fs::create_dir_all(folder)
                .with_context(|| format!("failed to create {}", folder.display()))?;
            std::fs::write(&target, png(&picture)?)
                .with_context(|| format!("failed to write {}", target.display()))?;
        }
    }
    Ok(if failed { Exit::Failed } else { Exit::Fine })
}

fn reach(made: Made, name: &str, flags: &outside::Flags) -> anyhow::Result<Made> {
    let Made::Ready(solver) = made else {
        return Ok(made);
    };
    let lack = outside::reached(&solver, name, &flags.outside(None))?;
    Ok(lack.unwrap_or(Made::Ready(solver)))
}

fn line(path: &Path, response: &Result<Response, crate::solver::SolveError>, json: bool) -> String {
    let file = path.display().to_string();
    let value = match response {
        Ok(Response::Answer(answer)) => serde_json::json!({
            "file": file, "answer": answer.text, "raw": answer.raw, "confidence": answer.confidence, "symbols": answer.symbols,
        }),
        Ok(Response::Abstain) => serde_json::json!({ "file": file, "abstained": true }),
        Err(error) => serde_json::json!({ "file": file, "fault": error.to_string() }),
    };
    if json {
        return value.to_string();
    }
    match response {
        Ok(Response::Answer(answer)) => {
            let sure = answer
                .confidence
                .map_or_else(String::new, |c| format!("\tconfidence {c:.2}"));
            format!("{file}\t{}{sure}", answer.text)
        }
        Ok(Response::Abstain) => format!("{file}\t(abstains)"),
        Err(error) => format!("{file}\t(fault: {error})"),
    }
}
