//! Which papers there are and what each is made of.
//!
//! The wording is in `crates/documents/templates`; here stands what a paper may see. A paper that names no reviewer has no
//! section in which a name could be.

use crate::report::pictures::Topic;

/// One paper.
#[derive(Debug)]
pub(super) struct Entry {
    /// The English name of its template.
    pub(super) english: &'static str,
    pub(super) copies: Copies,
    pub(super) stage: StageOf,
    pub(super) sections: &'static [Section],
    pub(super) pictures: &'static [Topic],
}

/// How many are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copies {
    One,
    /// One for each member of the panel.
    Reviewer,
    /// One for each entrant that was scored.
    Entrant,
    /// One for each entrant that went on from the stage.
    Visited,
    /// One for each stage that was scored.
    Stage,
}

/// Of which stage a result is, where `--stage` does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StageOf {
    /// The first of the rule file.
    First,
    /// The last one that was scored, after the first.
    Visit,
    /// All that were scored, put together by the rule file.
    All,
}

/// A part of what a template is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Draw,
    /// With names, where the annex was given.
    Panel,
    /// The same of one member.
    Person,
    Assignment,
    Entrants,
    Sheets,
    Bands,
    Consensus,
    Result,
    Visit,
    Visits,
    Feedback,
    /// The whole of `ranking.json`.
    Ranking,
}

/// The papers that come with the program, in the order of a cycle.
pub(super) const ENTRIES: [Entry; 13] = [
    Entry { sections: &[Section::Draw], ..entry("draw-record") },
    Entry { sections: &[Section::Person, Section::Entrants], copies: Copies::Reviewer, ..entry("recusal-pledge") },
    Entry { sections: &[Section::Person], copies: Copies::Reviewer, ..entry("confidentiality-pledge") },
    Entry { sections: &[Section::Panel, Section::Assignment], ..entry("assignment") },
    Entry {
        sections: &[Section::Person, Section::Sheets, Section::Bands],
        copies: Copies::Reviewer,
        ..entry("score-sheet")
    },
    Entry {
        sections: &[Section::Consensus],
        copies: Copies::Stage,
        stage: StageOf::First,
        ..entry("consensus-record")
    },
    Entry {
        sections: &[Section::Result],
        stage: StageOf::First,
        pictures: &[Topic::Candidates, Topic::Sensitivity, Topic::Spread],
        ..entry("material-report")
    },
    Entry { sections: &[Section::Visit], copies: Copies::Visited, stage: StageOf::First, ..entry("site-plan") },
    Entry {
        sections: &[Section::Result, Section::Visits],
        stage: StageOf::Visit,
        pictures: &[Topic::Candidates, Topic::Spread],
        ..entry("site-report")
    },
    Entry {
        sections: &[Section::Result],
        pictures: &[Topic::Candidates, Topic::RankIntervals, Topic::Sensitivity],
        ..entry("candidate-list")
    },
    Entry { sections: &[Section::Result], ..entry("ballot") },
    Entry { sections: &[Section::Result], ..entry("tally") },
    Entry { sections: &[Section::Feedback], copies: Copies::Entrant, ..entry("feedback") },
];

/// What an office's own template sees: everything the given files tell of, but for the blank sheets.
pub(super) const OWN: Entry = Entry {
    sections: &[
        Section::Draw,
        Section::Panel,
        Section::Assignment,
        Section::Entrants,
        Section::Result,
        Section::Ranking,
    ],
    pictures: &[
        Topic::Candidates,
        Topic::RankIntervals,
        Topic::Sensitivity,
        Topic::Profiles,
        Topic::Spread,
        Topic::Severity,
    ],
    ..entry("")
};

const fn entry(english: &'static str) -> Entry {
    Entry { english, copies: Copies::One, stage: StageOf::All, sections: &[], pictures: &[] }
}

/// A file that a section is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    Rules,
    Scores,
    Entrants,
    Record,
}

impl Need {
    /// The option that gives the file, and what the file is.
    pub(super) const fn option(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Rules => ("--rules", "规则文件", "the rule file"),
            Self::Scores => ("--scores", "评分表", "the scores"),
            Self::Entrants => ("--entrants", "申报名单", "the list of entrants"),
            Self::Record => ("--record", "抽取记录", "the draw record"),
        }
    }
}

impl Section {
    /// The files without which it cannot be made.
    pub(super) const fn needs(self) -> &'static [Need] {
        match self {
            Self::Draw | Self::Panel | Self::Person => &[Need::Record],
            Self::Assignment | Self::Sheets => &[Need::Rules, Need::Entrants, Need::Record],
            Self::Entrants => &[Need::Entrants],
            Self::Bands => &[Need::Rules],
            Self::Consensus | Self::Result | Self::Visit | Self::Visits | Self::Feedback => {
                &[Need::Rules, Need::Scores, Need::Entrants]
            }
            Self::Ranking => &[Need::Rules, Need::Scores],
        }
    }

    /// The name under which a template finds it.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Draw => "draw",
            Self::Panel => "panel",
            Self::Person => "reviewer",
            Self::Assignment => "assignment",
            Self::Entrants => "entrants",
            Self::Sheets => "sheets",
            Self::Bands => "bands",
            Self::Consensus => "consensus",
            Self::Result => "result",
            Self::Visit => "visit",
            Self::Visits => "visits",
            Self::Feedback => "feedback",
            Self::Ranking => "ranking",
        }
    }
}

impl Entry {
    /// Every file the paper cannot be made without, each once.
    pub(super) fn needs(&self) -> Vec<Need> {
        let of_sections = self.sections.iter().flat_map(|section| section.needs());
        let mut needs: Vec<Need> = std::iter::once(&Need::Rules).chain(of_sections).copied().collect();
        needs.sort_unstable();
        needs.dedup();
        needs
    }
}
