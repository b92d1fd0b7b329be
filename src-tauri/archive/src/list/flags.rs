//! Reading states, as one number.

/// What the column `flags` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags(u8);

impl Flags {
    pub(crate) fn new(number: i64) -> Self {
        Self(u8::try_from(number).unwrap_or_default())
    }

    pub(crate) fn number(self) -> u8 {
        self.0
    }

    pub(crate) fn unread(self) -> bool {
        self.0 & 1 != 0
    }

    pub(crate) fn starred(self) -> bool {
        self.0 & 2 != 0
    }

    pub(crate) fn trashed(self) -> bool {
        self.0 & 4 != 0
    }

    pub(crate) fn waiting(self) -> bool {
        self.0 >> 3 == 0
    }

    pub(crate) fn article(self) -> bool {
        self.0 >> 3 == 1
    }

    pub(crate) fn link(self) -> bool {
        self.0 >> 3 == 2
    }

    pub(crate) fn failed(self) -> bool {
        self.0 >> 3 == 3
    }
}
