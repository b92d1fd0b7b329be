//! Writes the TypeScript side of the calls to the file named, or says whether it is up to date.

#![allow(clippy::print_stdout, reason = "a program of the terminal")]

use std::{env, fs, process::ExitCode};

fn main() -> ExitCode {
    let mut words = env::args().skip(1);
    let Some(path) = words.next() else {
        println!("usage: types FILE [--check]");
        return ExitCode::from(2);
    };
    let made = backfile_library::ipc::typescript();
    if words.next().as_deref() == Some("--check") {
        if fs::read_to_string(&path).is_ok_and(|old| old == made) {
            return ExitCode::SUCCESS;
        }
        println!("{path} is out of date: run npm run types");
        return ExitCode::FAILURE;
    }
    match fs::write(&path, made) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{path} could not be written: {error}");
            ExitCode::FAILURE
        }
    }
}
