//! One file a command. A command reads its files, calls the engines, writes its results and says what it did.

pub(crate) mod agree;
pub(crate) mod criteria;
pub(crate) mod demo;
pub(crate) mod draw;
pub(crate) mod rank;
pub(crate) mod report;
pub(crate) mod scorebook;
