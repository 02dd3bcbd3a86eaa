//! An HTTP server on loopback that says exactly what a test wants, also what no proper server would: drips, hangs, broken
//! connections.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Hit {
    pub method: String,
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Hit {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }
}

/// What is said to a request.
pub enum Say {
    /// A status, a content type, more headers, a body.
    Reply(u16, &'static str, Vec<(&'static str, String)>, Vec<u8>),
    /// The whole reply, a byte at a time.
    Drip(Vec<u8>, Duration),
    /// Nothing, and the connection stays.
    Hang,
    /// Nothing, and the connection ends.
    Close,
    /// Half of what was promised, and the connection ends.
    Half,
}

pub fn json(text: &str) -> Say {
    status(200, text)
}

pub fn status(status: u16, text: &str) -> Say {
    Say::Reply(status, "application/json", vec![], text.as_bytes().to_vec())
}

/// The server; it ends with its value.
pub struct Server {
    pub base: String,
    hits: Arc<Mutex<Vec<Hit>>>,
    over: Arc<AtomicBool>,
}

impl Server {
    /// `say` is called with each request and its number, from 0.
    pub fn start(say: impl Fn(&Hit, usize) -> Say + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let (hits, over) = (
            Arc::new(Mutex::new(Vec::new())),
            Arc::new(AtomicBool::new(false)),
        );
        let (seen, done, say) = (Arc::clone(&hits), Arc::clone(&over), Arc::new(say));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if done.load(Ordering::SeqCst) {
                    return;
                }
                let (seen, say, done) = (Arc::clone(&seen), Arc::clone(&say), Arc::clone(&done));
                let stream = stream.expect("a connection");
                std::thread::spawn(move || serve(stream, &seen, say.as_ref(), &done));
            }
        });
        Self { base, hits, over }
    }

    pub fn hits(&self) -> Vec<Hit> {
        self.hits.lock().expect("hits").clone()
    }

    /// Refuses connections from now on.
    pub fn stop(&self) {
        self.over.store(true, Ordering::SeqCst);
        // The listener wakes up, sees it and ends.
        let _last = TcpStream::connect(self.base.trim_start_matches("http://"));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn serve(
    mut stream: TcpStream,
    hits: &Mutex<Vec<Hit>>,
    say: &(impl Fn(&Hit, usize) -> Say + ?Sized),
    over: &AtomicBool,
) {
    stream.set_nodelay(true).expect("a socket");
    let mut rest = Vec::new();
    while let Some(hit) = read(&mut stream, &mut rest) {
        let number = {
            let mut hits = hits.lock().expect("hits");
            hits.push(hit.clone());
            hits.len() - 1
        };
        match say(&hit, number) {
            Say::Reply(status, kind, more, body) => {
                let mut head = format!(
                    "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n",
                    body.len()
                );
                for (name, value) in more {
                    head += &format!("{name}: {value}\r\n");
                }
                let mut reply = (head + "\r\n").into_bytes();
                reply.extend(body);
                if stream.write_all(&reply).is_err() {
                    return;
                }
            }
            Say::Drip(bytes, pause) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).is_err() {
                        return;
                    }
                    std::thread::sleep(pause);
                }
            }
            Say::Hang => {
                // Until the other side gives up.
                while stream.read(&mut [0; 64]).is_ok_and(|n| n > 0) && !over.load(Ordering::SeqCst)
                {
                }
                return;
            }
            Say::Close => return,
            Say::Half => {
                let _ = stream.write_all(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"a");
                return;
            }
        }
    }
}

fn read(stream: &mut TcpStream, rest: &mut Vec<u8>) -> Option<Hit> {
    let mut block = [0u8; 65536];
    loop {
        if let Some(end) = rest.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            let mut lines = head.lines();
            let mut first = lines.next()?.split(' ');
            let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
            let headers: Vec<(String, String)> = lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect();
            let length = headers.iter().find(|(name, _)| name == "content-length");
            let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap_or(0));
            if rest.len() >= end + 4 + length {
                let body = rest[end + 4..end + 4 + length].to_vec();
                rest.drain(..end + 4 + length);
                return Some(Hit {
                    method,
                    target,
                    headers,
                    body,
                });
            }
        }
        match stream.read(&mut block) {
            Ok(n) if n > 0 => rest.extend_from_slice(&block[..n]),
            _ => return None,
        }
    }
}
