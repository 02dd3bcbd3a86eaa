//! Reading a record, a line at a time.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{ATTEMPTS, AttemptRow, CHALLENGES, ChallengeRow, Done, RunFile};

/// A record on disk.
#[derive(Debug)]
pub struct Record {
    /// Its folder.
    pub dir: PathBuf,
    /// Its run file.
    pub run: RunFile,
}

impl Record {
    /// Opens the record in `dir`.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            dir: dir.to_owned(),
            run: RunFile::read(dir)?,
        })
    }

    /// Every attempt on disk, in the order written. A torn last line is passed over.
    pub fn attempts(
        &self,
        mut each: impl FnMut(AttemptRow<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        each_line(&self.dir.join(ATTEMPTS), |line| {
            each(serde_json::from_slice(line)?)
        })
    }

    /// Every attempt on disk, ticked off in `done`; one that the plan does not know, or that stands twice, is an
    /// error: a record is never half believed.
    pub fn planned_attempts(
        &self,
        done: &mut Done,
        mut each: impl FnMut(AttemptRow<'_>),
    ) -> anyhow::Result<()> {
        self.attempts(|row| {
            let (case, solver, i) = (&row.case, &row.solver, row.i);
            let fresh = done.mark(case, solver, i);
            anyhow::ensure!(
                fresh,
                "attempt {case}/{solver}/{i} stands twice or is not planned"
            );
            each(row);
            Ok(())
        })
    }

    /// Every challenge on disk, in the order written.
    pub fn challenges(
        &self,
        mut each: impl FnMut(ChallengeRow<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        each_line(&self.dir.join(CHALLENGES), |line| {
            each(serde_json::from_slice(line)?)
        })
    }
}

/// Calls `each` with every whole line of a file; a last line without its newline was torn, and does not count.
/// A file that is not there yet has no lines.
pub(crate) fn each_line(
    path: &Path,
    mut each: impl FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(error).with_context(|| format!("failed to open {}", path.display()));
        }
    };
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let (mut line, mut number) = (Vec::new(), 0u64);
    loop {
        line.clear();
        number += 1;
        let place = || format!("{}: line {number}", path.display());
        reader.read_until(b'\n', &mut line).with_context(place)?;
        if line.last() != Some(&b'\n') {
            return Ok(());
        }
        each(&line).with_context(place)?;
    }
}

/// Cuts what follows the last newline of a file: what a killed process left half written.
pub(crate) fn trim_torn_line(path: &Path) -> anyhow::Result<()> {
    let Ok(mut file) = OpenOptions::new().read(true).write(true).open(path) else {
        return Ok(());
    };
    let mut end = file.metadata()?.len();
    let mut block = [0u8; 4096];
    while end > 0 {
        let start = end.saturating_sub(block.len() as u64);
        let part = &mut block[..(end - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(part)?;
        if let Some(at) = part.iter().rposition(|&byte| byte == b'\n') {
            return file
                .set_len(start + at as u64 + 1)
                .with_context(|| format!("failed to trim {}", path.display()));
        }
        end = start;
    }
    file.set_len(0)
        .with_context(|| format!("failed to trim {}", path.display()))
}
