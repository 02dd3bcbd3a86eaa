//! What asking somebody else adds: the http adapter against a server on loopback that answers at once (a thread a connection,
//! in this process, a fixed reply), and the process adapter against a worker that answers at once (this program, started as
//! one). Questions in words, so that no picture is drawn or encoded.
//!
//!     cargo bench --bench remote

use std::hint::black_box;
use std::io::{BufRead as _, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use capbench::adapter::{self, Made};
use capbench::model::Challenge;
use capbench::plan::{Plan, Selection};
use capbench::record::Done;
use capbench::runner::{Event, Sink, run};
use capbench::solver::{Outside, Session};
use capbench::suite::{Suite, Who};

const REPLY: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"answer\":\"4\"}";

fn main() {
    if std::env::args().any(|word| word == "--worker") {
        return worker();
    }
    let base = serve();
    let folder = std::env::temp_dir().join(format!("capbench-bench-{}", std::process::id()));
    let http = manifest(
        &folder,
        "http",
        &format!(
            "endpoint = \"{base}\"\nlimits = {{ concurrency = 32 }}\nsubmit = {{ path = \"/\", json = {{ q = \"{{{{ question }}}}\" }}, answer = [\"/answer\"] }}\nask = {{ text = {{}} }}"
        ),
    );
    let this = std::env::current_exe().unwrap_or_default();
    let process = manifest(
        &folder,
        "process",
        &format!("command = [{:?}, \"--worker\"]", this.display().to_string()),
    );
    let raw = median(5000, plain(&base));
    let asked = median(5000, asking(&http));
    println!(
        "http, one at a time: {asked:.1} us; the same bytes over a bare socket: {raw:.1} us; added: {:.1} us",
        asked - raw
    );
    let each = median(20_000, asking(&process));
    println!(
        "process, one worker: {each:.1} us, {:.0} attempts/s",
        1e6 / each
    );
    for (name, dir) in [
        ("http, 32 at once", &http),
        ("process, one worker", &process),
    ] {
        let (rate, drawing) = whole(dir, 30_000);
        println!(
            "{name}, whole run: {rate:.0} attempts/s; drawing a challenge takes {drawing:.1} us of it"
        );
    }
    let _ = std::fs::remove_dir_all(folder);
    capbench::solver::process::end_all();
}

fn manifest(folder: &Path, kind: &str, options: &str) -> std::path::PathBuf {
    let dir = folder.join(kind);
    std::fs::create_dir_all(&dir).expect("a folder");
    let text = format!(
        "schema = \"capbench.adapter/1\"\nname = \"{kind}\"\nkind = \"{kind}\"\nsummary = \"x\"\n[options]\n{options}\n"
    );
    std::fs::write(dir.join("adapter.toml"), text).expect("a manifest");
    dir
}

/// The median time of a call, microseconds.
fn median(count: usize, mut call: impl FnMut()) -> f64 {
    for _ in 0..100 {
        call();
    }
    let mut times: Vec<f64> = (0..count)
        .map(|_| {
            let start = Instant::now();
            call();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[count / 2]
}

fn asking(dir: &Path) -> impl FnMut() {
    let Made::Ready(solver) = adapter::load(dir).expect("a manifest").made else {
        panic!("unavailable")
    };
    solver.reach("bench", &Outside::default()).expect("reached");
    let mut session: Box<dyn Session> =
        solver.open_for(Duration::from_secs(10)).expect("a session");
    let challenge = Challenge::text("What is two plus two?");
    move || {
        black_box(session.solve(&challenge).expect("an answer"));
    }
}

fn plain(base: &str) -> impl FnMut() {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).expect("a connection");
    stream.set_nodelay(true).expect("a socket");
    let body = r#"{"q":"What is two plus two?"}"#;
    let request = format!(
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut reply = vec![0u8; REPLY.len()];
    move || {
        stream.write_all(request.as_bytes()).expect("sent");
        stream.read_exact(&mut reply).expect("a reply");
    }
}

struct Drawing(std::sync::Mutex<(u64, u64)>);

impl Sink for Drawing {
    fn tell(&self, event: &Event<'_>) -> anyhow::Result<()> {
        if let Event::Asked {
            challenge: Some(row),
            ..
        } = event
        {
            let mut sum = self.0.lock().expect("a sum");
            *sum = (sum.0 + row.gen_us, sum.1 + 1);
        }
        Ok(())
    }
}

/// Attempts a second of the solver in a whole run with its controls, and the mean time to draw a challenge.
fn whole(dir: &Path, count: u64) -> (f64, f64) {
    let name = dir.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let suite = format!(
        "schema = 1\nname = \"b\"\n[[case]]\nname = \"sums\"\nscheme = \"math\"\npreset = \"easy\"\ncount = {count}\n[[solver]]\nadapter = \"{name}\"\n"
    );
    let path = dir.parent().unwrap_or(dir).join("b.toml");
    let adapters = dir.parent().map(|p| p.join("adapters")).unwrap_or_default();
    std::fs::create_dir_all(adapters.join(name)).expect("a folder");
    std::fs::copy(
        dir.join("adapter.toml"),
        adapters.join(name).join("adapter.toml"),
    )
    .expect("a copy");
    let suite = Suite::parse(&suite, &path).unwrap_or_else(|e| panic!("{e}"));
    for contestant in &suite.contestants {
        if let Who::Solver {
            made: Made::Ready(solver),
            ..
        } = &contestant.who
        {
            solver.reach("bench", &Outside::default()).expect("reached");
        }
    }
    let plan = Plan::new(&suite, &Selection::default()).expect("a plan");
    let drawing = Drawing(std::sync::Mutex::new((0, 0)));
    let done = Done::none(&plan.record());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let start = Instant::now();
    run(&plan, &done, cores, &AtomicBool::new(false), &[&drawing]).expect("a run");
    let seconds = start.elapsed().as_secs_f64();
    let (sum, n) = *drawing.0.lock().expect("a sum");
    (count as f64 / seconds, sum as f64 / n.max(1) as f64)
}

fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    base
}

fn answer(mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let (mut seen, mut block) = (Vec::with_capacity(8192), [0u8; 8192]);
    while let Ok(n) = stream.read(&mut block) {
        if n == 0 {
            return;
        }
        seen.extend_from_slice(&block[..n]);
        while let Some(end) = seen.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&seen[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            let whole = end + 4 + length.unwrap_or(0usize);
            if seen.len() < whole {
                break;
            }
            seen.drain(..whole);
            if stream.write_all(REPLY).is_err() {
                return;
            }
        }
    }
}

fn worker() {
    let (stdin, mut stdout) = (std::io::stdin().lock(), std::io::stdout().lock());
    for line in stdin.lines().map_while(Result::ok) {
        let reply = match line
            .split("\"id\":\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
        {
            Some(id) => format!("{{\"id\":\"{id}\",\"answer\":\"4\"}}\n"),
            None if line.contains("hello") => {
                "{\"capbench\":1,\"name\":\"bench\",\"version\":\"1\",\"kinds\":[\"text\"]}\n"
                    .to_owned()
            }
            None => return,
        };
        if stdout
            .write_all(reply.as_bytes())
            .and_then(|()| stdout.flush())
            .is_err()
        {
            return;
        }
    }
}
