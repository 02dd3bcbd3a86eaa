//! Carries requests over HTTP/1.1 to a function and its replies back. It knows no CAPTCHA.
//!
//! Everything that a client can make grow has a limit: connections, heads, bodies, and the time that any of them may
//! take.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Runtime};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::{Ask, Reply};

/// Answers requests; called from several threads at once. A panic in it drops the connection.
pub type Handler = Arc<dyn Fn(&Ask) -> Reply + Send + Sync>;

/// Connections open at once; further ones wait.
const MOST_CONNECTIONS: u32 = 512;
/// Bytes of a request's head.
const MOST_HEAD: usize = 16 * 1024;
/// Bytes of a body.
pub const MOST_BODY: usize = 64 * 1024;
/// How long a client may take for a head, an idle one for its next request, or for a body.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long requests under way are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(2);

/// A server that is running. Dropping it stops it at once.
pub struct Server {
    address: SocketAddr,
    runtime: Runtime,
    stop: watch::Sender<bool>,
    room: Arc<Semaphore>,
}

impl Server {
    /// Listens at `listen` (port 0: one that is free) and answers with `handler`.
    pub fn start(listen: SocketAddr, handler: Handler) -> io::Result<Self> {
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(8)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind(listen))?;
        let address = listener.local_addr()?;
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS as usize));
        let (stop, stopped) = watch::channel(false);
        runtime.spawn(accept(listener, handler, Arc::clone(&room), stopped));
        Ok(Self {
            address,
            runtime,
            stop,
            room,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, and waits a little for those under way.
    pub fn stop(self) {
        let _ = self.stop.send(true);
        let all_gone = self.room.acquire_many(MOST_CONNECTIONS);
        let _ = self
            .runtime
            .block_on(async { timeout(FAREWELL, all_gone).await.map(drop) });
        self.runtime.shutdown_timeout(FAREWELL);
    }
}

async fn accept(
    listener: TcpListener,
    handler: Handler,
    room: Arc<Semaphore>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            _ = stopped.changed() => return,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file handles, say; a pause lets some be closed.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let (handler, stopped) = (Arc::clone(&handler), stopped.clone());
        tokio::spawn(async move {
            talk(stream, peer, handler, stopped).await;
            drop(place);
        });
    }
}

/// One connection, until either side has enough.
async fn talk(
    stream: TcpStream,
    peer: SocketAddr,
    handler: Handler,
    mut stopped: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(Arc::clone(&handler), peer, request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(MOST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// hyper closes the connection without a word where a service fails.
#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped")]
struct Dropped;

async fn answer(
    handler: Handler,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Dropped> {
    let (head, body) = request.into_parts();
    let body = match timeout(PATIENCE, Limited::new(body, MOST_BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Ok(too_large()),
        Ok(Err(_)) | Err(_) => return Err(Dropped),
    };
    let ask = Ask {
        method: head.method,
        path: head.uri.path().to_owned(),
        headers: head.headers,
        body,
        peer: peer.ip().to_canonical(),
    };
    match tokio::task::spawn_blocking(move || handler(&ask)).await {
        Ok(Reply::Say(response)) => Ok(response.map(Full::new)),
        Ok(Reply::Drop) | Err(_) => Err(Dropped),
    }
}

/// What is left of the body is not read, so the connection cannot be used again.
fn too_large() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from("the body is too large\n"));
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;

    fn server() -> Server {
        let handler = |ask: &Ask| match ask.path.as_str() {
            "/drop" => Reply::Drop,
            path => Reply::text(StatusCode::OK, format!("{path} {}", ask.body.len())),
        };
        Server::start(([127, 0, 0, 1], 0).into(), Arc::new(handler)).unwrap()
    }

    fn raw(server: &Server, request: &[u8]) -> String {
        let mut stream = std::net::TcpStream::connect(server.address()).unwrap();
        stream.write_all(request).unwrap();
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }

    #[test]
    fn replies_drops_and_limits() {
        let server = server();
        let close = "Host: x\r\nConnection: close\r\n";
        let said = raw(
            &server,
            format!("POST /a?b HTTP/1.1\r\n{close}Content-Length: 3\r\n\r\nabc").as_bytes(),
        );
        assert!(
            said.starts_with("HTTP/1.1 200") && said.ends_with("/a 3"),
            "{said}"
        );
        let said = raw(
            &server,
            format!("GET /drop HTTP/1.1\r\n{close}\r\n").as_bytes(),
        );
        assert_eq!(said, "");
        let head = format!("POST / HTTP/1.1\r\n{close}Content-Length: 1000000\r\n\r\n");
        let said = raw(&server, &[head.as_bytes(), &[b'x'; MOST_BODY + 1]].concat());
        assert!(
            said.is_empty() || said.starts_with("HTTP/1.1 413"),
            "{said}"
        );
        let long = format!("GET /{} HTTP/1.1\r\n{close}\r\n", "x".repeat(MOST_HEAD));
        let said = raw(&server, long.as_bytes());
        assert!(said.starts_with("HTTP/1.1 4") || said.is_empty(), "{said}");
        server.stop();
    }

    #[test]
    fn a_stopped_server_is_gone_though_clients_stay() {
        let server = server();
        let mut idle = std::net::TcpStream::connect(server.address()).unwrap();
        idle.write_all(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
        let mut first = [0; 12];
        idle.read_exact(&mut first).unwrap();
        let address = server.address();
        let start = std::time::Instant::now();
        server.stop();
        assert!(start.elapsed() < FAREWELL + Duration::from_secs(1));
        assert!(std::net::TcpStream::connect(address).is_err());
    }
}
