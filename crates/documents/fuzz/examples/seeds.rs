//! Writes a small corpus for each target: the beginnings of the sample cycle's files, and workbooks of them.

use rust_xlsxwriter::{Format, Formula, Workbook};
use std::path::Path;
use std::{fs, io};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fixtures/sanmenxia");
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");

fn main() -> io::Result<()> {
    for name in ["pool", "entrants", "conflicts", "scores"] {
        let text = fs::read_to_string(format!("{SAMPLE}/{name}.csv"))?;
        let rows: Vec<&str> = text.trim_start_matches('\u{feff}').lines().take(6).collect();
        seed("csv_tables", name, rows.join("\r\n").as_bytes())?;
        seed("xlsx_bytes", name, &workbook(&rows))?;
        seed("xlsx_parts", name, sheet(&rows).as_bytes())?;
    }
    seed("csv_tables", "wide", b"s,R1,R2\nE1,70,\nE2,62.5,80\n")?;
    seed("csv_tables", "long", "阶段,申报编号,专家编号,条款,得分\n现场评审,E1,R1,a,70\n".as_bytes())?;
    for name in ["plan.json", "rules.json"] {
        seed("json_files", name, &fs::read(format!("{SAMPLE}/{name}"))?)?;
    }
    let editions = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../criteria");
    for entry in fs::read_dir(editions)?.filter_map(Result::ok).filter(|entry| entry.path().extension().is_some_and(|end| end == "json")) {
        seed("json_files", &entry.file_name().to_string_lossy(), &fs::read(entry.path())?)?;
    }
    Ok(())
}

fn seed(target: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
    let folder = Path::new(CORPUS).join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), bytes)
}

/// The rows as a workbook with a title, a merged header, a date, a percentage and a formula beside them.
fn workbook(rows: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let written = "a cell within the sheet";
    sheet.merge_range(0, 0, 0, 3, "题目", &Format::new()).expect(written);
    for (row, line) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(line.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).expect(written),
                Err(_) => sheet.write(row, column, cell).expect(written),
            };
        }
    }
    sheet.write_with_format(9, 0, 0.7, &Format::new().set_num_format("0%")).expect(written);
    sheet.write_with_format(9, 1, 45_413, &Format::new().set_num_format("yyyy/m/d")).expect(written);
    sheet.write(9, 2, Formula::new("A1").set_result("1")).expect(written);
    sheet.write(9, 3, true).expect(written);
    book.add_worksheet().set_hidden(true);
    book.save_to_buffer().expect("memory takes all")
}

/// The rows as the text of a sheet.
fn sheet(rows: &[&str]) -> String {
    let cell = |cell: &str| format!("<c t=\"str\"><v>{cell}</v></c>");
    let row = |row: &&str| format!("<row>{}</row>", row.split(',').map(cell).collect::<String>());
    let data: String = rows.iter().map(row).collect();
    format!("<worksheet><sheetData>{data}<row r=\"9\"><c r=\"B9\" s=\"1\"><v>45413</v></c><c s=\"2\"><f t=\"shared\" si=\"0\" ref=\"C9:C9\">A1</f><v>0.7</v></c><c t=\"e\"><v>#REF!</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells></worksheet>")
}
