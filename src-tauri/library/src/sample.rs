//! The sample article: a saved page inside the program, taken in as any file is.

use crate::{
    Library,
    ipc::CommandError,
    saving::intake::{Intake, Manner},
};

/// The page, our own prose.
pub const SAMPLE: &str = include_str!("../sample/keeping.html");

impl Library {
    /// Puts the sample article in, by the way of a file.
    ///
    /// # Errors
    /// As [`Library::take_in_file`].
    pub async fn add_sample(&self) -> Result<Intake, CommandError> {
        self.take_in_file("keeping.html", SAMPLE.as_bytes().to_vec(), &Manner::default()).await
    }
}
