use std::{env, fs, path::Path};
use tiny_http::{Response, Server};

fn main() {
    let root = env::var("ROOT").unwrap_or_else(|_| "static".into());
    let server = Server::http("0.0.0.0:3000").expect("port 3000");
    for request in server.incoming_requests() {
        let name = request.url().trim_start_matches('/').to_owned();
        let name = if name.is_empty() { "index.html".to_owned() } else { name };
        let answer = match fs::read_to_string(Path::new(&root).join(name)) {
            Ok(text) => Response::from_string(text),
            Err(_) => Response::from_string("nothing here").with_status_code(404),
        };
        let _ = request.respond(answer);
    }
}
