//! Workers to start from, for `capbench adapter new`.

/// A worker to start from.
pub(crate) struct Template {
    /// The word in `--preset`.
    pub name: &'static str,
    /// One line that says what it is.
    pub summary: &'static str,
    /// The command as TOML.
    pub command: &'static str,
    /// Its file's name.
    pub file: &'static str,
    /// Its file.
    pub text: &'static str,
}

/// Every worker to start from.
pub(crate) const WORKERS: &[Template] = &[
    Template {
        name: "python",
        summary: "a worker in Python, of the standard library alone",
        command: r#"["python3", "solver.py"]"#,
        file: "solver.py",
        text: include_str!("template.py"),
    },
    Template {
        name: "shell",
        summary: "a worker in the shell, around a program that reads a picture's file",
        command: r#"["sh", "solver.sh"]"#,
        file: "solver.sh",
        text: include_str!("template.sh"),
    },
];

/// The worker with this name.
pub(crate) fn find(name: &str) -> Option<&'static Template> {
    WORKERS.iter().find(|worker| worker.name == name)
}
