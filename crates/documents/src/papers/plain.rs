//! A paper as plain text.

use super::block::{Block, Cell, Inline, Table, text_of};

/// One block a line, tables row by row.
pub(super) fn text(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => format!("{} {}\n", "#".repeat(usize::from(*level)), text_of(text, "\n")),
        Block::Paragraph(text) => format!("　　{}\n", text_of(text, "\n")),
        Block::Item { marker, text } => format!("　　{marker} {}\n", text_of(text, "\n")),
        Block::Signature(lines) => lines.iter().map(|line| format!("　　　　{}\n", text_of(line, "\n"))).collect(),
        Block::Table(table) => self::table(table),
        Block::Picture { name, caption } => format!("［图 {name}］{caption}\n"),
        Block::PageBreak => "［分页］\n".into(),
    }
}

fn table(table: &Table) -> String {
    table.header.iter().chain(&table.rows).map(|row| row_of(row)).collect()
}

fn row_of(row: &[Cell]) -> String {
    let cells = row.iter().map(|cell: &Vec<Inline>| text_of(cell, " / "));
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}
