//! The page server of the tests as a program of its own.
//!
//! Prints the address of the server as its first line, then serves until it is ended.

use std::{env, path::PathBuf, process::ExitCode};

use backfile_testkit::{PageServer, demo};

const HELP: &str = "\
Usage: backfile-testserver [--port N] [--folder DIR]... [--no-demo]

Serves pages on 127.0.0.1 for tests and prints the server's address as the first line.
  --port N      the port; a free one when left out
  --folder DIR  serves the files of DIR below /; .html.gz is unpacked and given as UTF-8
  --no-demo     without the demo pages";

#[tokio::main]
async fn main() -> ExitCode {
    let (mut port, mut folders, mut with_demo) = (0, Vec::new(), true);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--no-demo" {
            with_demo = false;
            continue;
        }
        match (argument.as_str(), arguments.next()) {
            ("--port", Some(value)) if value.parse::<u16>().is_ok() => {
                port = value.parse().unwrap_or_default();
            }
            ("--folder", Some(folder)) => folders.push(PathBuf::from(folder)),
            _ => {
                eprintln!("{HELP}");
                return ExitCode::from(2);
            }
        }
    }
    let server = match PageServer::start_on(port).await {
        Ok(server) => server,
        Err(error) => {
            eprintln!("Port {port} cannot be had: {error}");
            return ExitCode::FAILURE;
        }
    };
    for folder in folders {
        server.folder("/", folder);
    }
    if with_demo {
        demo::serve(&server);
    }
    println!("{}", server.base_url());
    std::future::pending().await
}
