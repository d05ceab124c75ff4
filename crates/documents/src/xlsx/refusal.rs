//! Why a workbook is not read, in words for a secretary.

use super::address::address;
use super::limits;
use crate::complaint::Complaint;
use zhuoping_criteria::Bilingual;

/// Why a workbook, or one of its sheets, is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Not a ZIP container at all.
    NotAWorkbook,
    /// An OLE container: .xls.
    OldWorkbook,
    /// An OLE container around an encrypted .xlsx, or encrypted entries.
    Encrypted,
    /// A ZIP container of another kind: its name in both languages.
    OtherKind(&'static str, &'static str),
    /// A workbook with macros.
    Macros,
    /// More bytes than [`limits::FILE_BYTES`].
    TooLarge { bytes: usize },
    /// More parts than [`limits::ENTRIES`].
    TooManyParts,
    /// Two parts with one name.
    DuplicatePart,
    /// The container is cut off or its parts do not decompress to what was packed.
    Damaged,
    /// The parts together are larger than [`limits::INFLATED_BYTES`].
    Bomb,
    /// A document type declaration or an entity of its own.
    Doctype,
    /// A part that is not well-formed XML in UTF-8, or that no spreadsheet program writes.
    Malformed,
    /// More than a counted thing may be: cells, strings, styles, sheets.
    TooMany(&'static str, &'static str, u64),
    /// One cell, tag or attribute beyond what any spreadsheet program writes.
    TooLong,
    /// Cells that are not in the order of rows and columns, or outside the largest sheet.
    Disordered { after: Option<(u32, u32)> },
    /// A sheet that calamine gives up on behind this cell.
    Unreadable { after: Option<(u32, u32)> },
    /// More text in one sheet than [`limits::TEXT_BYTES`].
    TooMuchText,
    /// No sheet of this name.
    NoSheet,
}

impl Refusal {
    /// The complaint about `file`, or about one sheet of it.
    pub(crate) fn complaint(&self, file: &str, sheet: Option<&str>) -> Complaint {
        let complaint = Complaint::new(file, self.message(), self.expected());
        match sheet {
            Some(sheet) => complaint.in_sheet(sheet),
            None => complaint,
        }
    }

    fn message(&self) -> Bilingual {
        match self {
            Self::NotAWorkbook => Bilingual::new("不是 Excel 工作簿（.xlsx）", "is not an Excel workbook (.xlsx)"),
            Self::OldWorkbook => {
                Bilingual::new("这是旧版 Excel 工作簿（.xls）", "is a workbook in the old Excel format (.xls)")
            }
            Self::Encrypted => Bilingual::new("工作簿设有打开密码", "the workbook is encrypted with a password"),
            Self::OtherKind(zh, en) => Bilingual::new(
                format!("这是{zh}，不是 Excel 工作簿（.xlsx）"),
                format!("is {en}, not an Excel workbook (.xlsx)"),
            ),
            Self::Macros => Bilingual::new("工作簿含有宏", "the workbook holds macros"),
            Self::TooLarge { bytes } => {
                let mib = bytes.div_ceil(1 << 20);
                Bilingual::new(format!("工作簿太大（{mib} MiB）"), format!("the workbook is too large ({mib} MiB)"))
            }
            Self::TooManyParts => Bilingual::new("工作簿内的部件太多", "the workbook has too many parts"),
            Self::DuplicatePart => {
                Bilingual::new("工作簿内有两个同名部件", "the workbook has two parts with the same name")
            }
            Self::Damaged => Bilingual::new(
                "工作簿已损坏，可能没有下载或复制完整",
                "the workbook is damaged; it may have been cut off on its way",
            ),
            Self::Bomb => Bilingual::new(
                "工作簿解压后太大，未继续读取",
                "the workbook is too large when unpacked; reading stopped",
            ),
            Self::Doctype => Bilingual::new(
                "工作簿内有文档类型声明（DTD）或自定义实体，表格软件不会写出",
                "the workbook holds a document type declaration or entities of its own, which no spreadsheet program writes",
            ),
            Self::Malformed => {
                Bilingual::new("工作簿的内部结构不合规范", "the workbook is not built as its format requires")
            }
            Self::TooMany(zh, en, _) => {
                Bilingual::new(format!("工作簿的{zh}太多"), format!("the workbook has too many {en}"))
            }
            Self::TooLong => Bilingual::new("工作簿内有超长的单元格内容", "the workbook holds a cell that is too long"),
            Self::Disordered { after } => Bilingual::new(
                format!("单元格的次序或位置不合规范{}", behind_zh(*after)),
                format!("the cells are out of order or out of bounds{}", behind_en(*after)),
            ),
            Self::Unreadable { after } => Bilingual::new(
                format!("工作表无法读取{}", behind_zh(*after)),
                format!("the sheet cannot be read{}", behind_en(*after)),
            ),
            Self::TooMuchText => Bilingual::new("工作表的内容太多", "the sheet holds too much text"),
            Self::NoSheet => Bilingual::new("没有这张工作表", "there is no such sheet"),
        }
    }

    fn expected(&self) -> Bilingual {
        match self {
            Self::NotAWorkbook | Self::OtherKind(..) => {
                Bilingual::new(".xlsx 工作簿或 CSV 文件", "a workbook saved as .xlsx, or a CSV file")
            }
            Self::OldWorkbook => Bilingual::new(
                "在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”后的文件",
                "the file after Save As, \"Excel Workbook (.xlsx)\", in Excel or WPS",
            ),
            Self::Encrypted => Bilingual::new(
                "取消打开密码后的 .xlsx（文件—信息—保护工作簿—用密码进行加密，清空密码）",
                "the .xlsx without its password (File, Info, Protect Workbook, Encrypt with Password: clear it)",
            ),
            Self::Macros => Bilingual::new(
                "不含宏的工作簿：另存为“Excel 工作簿（.xlsx）”",
                "a workbook without macros: Save As, \"Excel Workbook (.xlsx)\"",
            ),
            Self::TooLarge { .. } => {
                let mib = limits::FILE_BYTES >> 20;
                Bilingual::new(format!("不超过 {mib} MiB 的工作簿"), format!("a workbook of at most {mib} MiB"))
            }
            Self::TooManyParts => {
                let most = limits::ENTRIES;
                Bilingual::new(format!("不超过 {most} 个部件"), format!("at most {most} parts"))
            }
            Self::Bomb => {
                let mib = limits::INFLATED_BYTES >> 20;
                Bilingual::new(
                    format!("解压后不超过 {mib} MiB；更大的表请另存为 CSV UTF-8"),
                    format!("at most {mib} MiB when unpacked; save a larger table as CSV UTF-8"),
                )
            }
            Self::TooMany(zh, en, most) => Bilingual::new(format!("{zh}不超过 {most}"), format!("at most {most} {en}")),
            Self::TooLong => Bilingual::new("每格不超过 32767 个字符", "at most 32767 characters in a cell"),
            Self::TooMuchText => {
                let mib = limits::TEXT_BYTES >> 20;
                Bilingual::new(
                    format!("一张工作表的文字不超过 {mib} MiB；更大的表请另存为 CSV UTF-8"),
                    format!("at most {mib} MiB of text in a sheet; save a larger table as CSV UTF-8"),
                )
            }
            Self::NoSheet => Bilingual::new("工作簿中的工作表名", "the name of a sheet of the workbook"),
            Self::DuplicatePart
            | Self::Damaged
            | Self::Doctype
            | Self::Malformed
            | Self::Disordered { .. }
            | Self::Unreadable { .. } => Bilingual::new(
                "由 Excel、WPS 或 LibreOffice 保存的 .xlsx：请打开后重新另存",
                "an .xlsx that Excel, WPS or LibreOffice saved: open it there and save it again",
            ),
        }
    }
}

fn behind_zh(cell: Option<(u32, u32)>) -> String {
    cell.map_or_else(String::new, |(row, column)| format!("（{} 之后）", address(row, column)))
}

fn behind_en(cell: Option<(u32, u32)>) -> String {
    cell.map_or_else(String::new, |(row, column)| format!(" (behind {})", address(row, column)))
}
