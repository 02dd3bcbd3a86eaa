//! Requests over raw sockets, from a chosen address of loopback: what is dropped unanswered is seen as such.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;
use socket2::{Domain, Socket, Type};

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Said {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
}

/// A connection that is kept, and made anew where the server closed it.
pub struct Client {
    server: SocketAddr,
    from: IpAddr,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    /// From 127.0.0.1 or ::1, as the server's address is.
    pub fn new(server: SocketAddr) -> Self {
        Self::from(server, server.ip())
    }

    pub fn from(server: SocketAddr, from: IpAddr) -> Self {
        let stream = None;
        Self {
            server,
            from,
            stream,
        }
    }

    fn connect(&mut self) -> std::io::Result<&mut BufReader<TcpStream>> {
        if self.stream.is_none() {
            let socket = Socket::new(Domain::for_address(self.server), Type::STREAM, None)?;
            socket.bind(&SocketAddr::new(self.from, 0).into())?;
            socket.connect(&self.server.into())?;
            let stream = TcpStream::from(socket);
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(20)))?;
            self.stream = Some(BufReader::new(stream));
        }
        self.stream
            .as_mut()
            .ok_or_else(|| std::io::Error::other("no stream"))
    }

    /// Sends bytes as they are; `None` where the connection is closed without an answer.
    pub fn raw(&mut self, bytes: &[u8]) -> Option<Said> {
        let said = self.connect().and_then(|stream| {
            // A server that has seen enough may close while this is still being written, and have said why.
            let _ = stream.get_mut().write_all(bytes);
            read(stream)
        });
        let close = |said: &Said| said.header("connection") == Some("close");
        if said.as_ref().map_or(true, close) {
            self.stream = None;
        }
        said.ok()
    }

    pub fn ask(&mut self, method: &str, path: &str, head: &str, body: &[u8]) -> Option<Said> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {}\r\n\r\n",
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    pub fn get(&mut self, path: &str) -> Option<Said> {
        self.ask("GET", path, "", b"")
    }

    pub fn post(&mut self, path: &str, body: &str) -> Option<Said> {
        self.ask("POST", path, "", body.as_bytes())
    }
}

fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Said> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let status = lines[0].split(' ').nth(1).and_then(|s| s.parse().ok());
    let header = |line: &String| {
        let (key, value) = line.split_once(':').expect("a header");
        (key.to_lowercase(), value.trim().to_owned())
    };
    let mut said = Said {
        status: status.expect("a status"),
        headers: lines[1..].iter().map(header).collect(),
        body: Vec::new(),
    };
    let length = said.header("content-length").map_or("0", |l| l);
    said.body.resize(length.parse().expect("a length"), 0);
    stream.read_exact(&mut said.body)?;
    Ok(said)
}
