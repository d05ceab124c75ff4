//! What the benchmarks work on: award files of any size, as bytes, the same on every machine.
//!
//! The sizes that matter are the experts of a pool, the entrants of a score table, and the subjects and raters of a
//! table of ratings. Everything else keeps the shape of the sample cycle (`fixtures/`): its words, shares and quotas. Bytes and not values, since the benchmarks include
//! the reading of the files.

pub mod agreement;
mod draw;
pub mod leximin;
mod ranking;

pub use draw::{DrawFiles, draw_files};
pub use ranking::{REVIEWERS, RankingFiles, ranking_files};

/// The seed's tag; the files of each size have a stream of their own.
const TAG: &str = "zhuoping/benches/v1";

/// A table as CSV with a byte order mark, as a spreadsheet program saves it.
fn csv_bytes<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    csv_after(b"\xef\xbb\xbf", header, rows)
}

/// A table as CSV without a byte order mark, as other programs write and read it.
fn plain_csv<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    csv_after(b"", header, rows)
}

fn csv_after<const N: usize>(start: &[u8], header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(start.to_vec());
    writer.write_record(header).expect("writing to memory");
    for row in rows {
        writer.write_record(&row).expect("writing to memory, each row as long as the header");
    }
    writer.into_inner().expect("writing to memory")
}
