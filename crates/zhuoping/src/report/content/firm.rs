//! The section that says what would change the list: the sentences, the picture of settings, every setting that changes it.

use super::{Writer, changed, summary};
use crate::report::page::{Block, Mark, Section, Table};
use crate::report::pictures::Topic;
use zhuoping_criteria::Lang;
use zhuoping_ratings::sensitivity::LeftOut;

impl Writer<'_> {
    pub(super) fn firm(&self) -> Section {
        let sensitivity = &self.of.ranking.sensitivity;
        let headers = match self.lang {
            Lang::Zh => ["类别", "设定", "名单的变化"],
            Lang::En => ["family", "setting", "what changes"],
        };
        let mut table = Table::new(&headers);
        for row in sensitivity.rows.iter().filter(|row| !row.change.is_none()) {
            let (family, setting) = (row.setting.family().title(), row.setting.explain());
            let what = changed(&row.change, self.names, self.lang == Lang::Zh);
            table.push(Mark::Plain, vec![family.get(self.lang).into(), setting.get(self.lang).into(), what]);
        }
        let left_out = |left: &LeftOut| {
            let (family, why) = (left.family.title(), left.why.explain());
            format!("{}：{}", family.get(self.lang), why.get(self.lang))
        };
        let left_out: Vec<String> = sensitivity.left_out.iter().map(left_out).collect();
        let mut blocks = vec![Block::List(summary(self.of, self.names, self.lang))];
        for kind in &self.of.ranking.kinds {
            blocks.extend(self.drawn(Topic::Sensitivity, kind.kind));
        }
        if !table.rows.is_empty() {
            blocks.push(Block::Table(table));
        }
        if !left_out.is_empty() {
            blocks.push(Block::Folded {
                title: self.say("没有比较的设定", "settings left out").into(),
                blocks: vec![Block::List(left_out)],
            });
        }
        Section { title: self.say("换一种设定，名单变不变", "what would change the list").into(), blocks }
    }
}
