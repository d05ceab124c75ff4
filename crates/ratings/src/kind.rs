//! Organizations and individuals (Art. 2, 3): judged by editions of their own, ranked and capped apart (Art. 5).

use serde::Serialize;
use std::fmt;

/// What kind of entrant is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntrantKind {
    /// An organization (组织).
    Organization,
    /// A person (个人).
    Individual,
}

impl EntrantKind {
    /// Both kinds, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Organization, Self::Individual];

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Individual => "individual",
        }
    }

    /// The Chinese name.
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::Organization => "组织",
            Self::Individual => "个人",
        }
    }

    /// The kind with this [`EntrantKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for EntrantKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One value for each kind of entrant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PerKind<T> {
    /// For organizations.
    pub organization: T,
    /// For individuals.
    pub individual: T,
}

impl<T> PerKind<T> {
    /// The value of each kind from `make`, organizations first.
    pub fn from_fn(mut make: impl FnMut(EntrantKind) -> T) -> Self {
        let organization = make(EntrantKind::Organization);
        Self { organization, individual: make(EntrantKind::Individual) }
    }

    /// The value of `kind`.
    pub const fn get(&self, kind: EntrantKind) -> &T {
        match kind {
            EntrantKind::Organization => &self.organization,
            EntrantKind::Individual => &self.individual,
        }
    }

    /// The value of `kind`, to change.
    pub const fn get_mut(&mut self, kind: EntrantKind) -> &mut T {
        match kind {
            EntrantKind::Organization => &mut self.organization,
            EntrantKind::Individual => &mut self.individual,
        }
    }
}
