//! What a command lets solvers reach beyond this process.

use std::net::{IpAddr, ToSocketAddrs as _};
use std::path::PathBuf;

/// What may be reached, and whether it is reached at all.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// Hosts beyond this machine that may be asked: named by the suite, and allowed by the command.
    pub hosts: Vec<String>,
    /// Whether replies are kept or played back.
    pub tape: Tape,
}

/// Whether replies are kept or played back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tape {
    /// Neither.
    #[default]
    Off,
    /// Every reply is written to a cassette in this folder, one a solver.
    Record(PathBuf),
    /// Replies come from the cassettes in this folder, and nobody is asked.
    Replay(PathBuf),
}

impl Outside {
    /// Whether this host may be asked; `Err` says what would have to be done.
    pub fn permits(&self, host: &str) -> Result<(), String> {
        let allowed = |known: &String| known.eq_ignore_ascii_case(host);
        if is_loopback(host) || self.hosts.iter().any(allowed) {
            return Ok(());
        }
        Err(format!(
            "`{host}` is not on this machine: name it in the suite (`[run] hosts = [\"{host}\"]`) and say \
             `--allow-remote {host}`"
        ))
    }
}

/// Whether a host's name or address leads to this machine and nowhere else.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return address.is_loopback();
    }
    let local = bare.eq_ignore_ascii_case("localhost");
    // A hosts file can send the name elsewhere.
    local
        && (bare, 80)
            .to_socket_addrs()
            .is_ok_and(|mut all| all.all(|address| address.ip().is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_needs_no_leave_and_others_do() {
        let outside = Outside {
            hosts: vec!["api.example.com".into()],
            tape: Tape::Off,
        };
        for host in [
            "127.0.0.1",
            "127.9.9.9",
            "::1",
            "[::1]",
            "localhost",
            "API.example.com",
        ] {
            assert!(outside.permits(host).is_ok(), "{host}");
        }
        for host in [
            "example.com",
            "10.0.0.1",
            "0.0.0.0",
            "localhost.example.com",
            "127.0.0.1.nip.io",
        ] {
            let why = outside.permits(host).unwrap_err();
            assert!(why.contains("--allow-remote"), "{why}");
        }
    }
}
