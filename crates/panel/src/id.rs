//! Who is drawn, who is judged, who watches: one type each ([`zhuoping_provenance::id`]).

use zhuoping_provenance::id_type;

pub use zhuoping_provenance::id::IdError;

id_type!(
    /// An expert's number in the pool (专家编号). It says nothing about the person.
    ExpertId
);
id_type!(
    /// An entrant's number in the award (申报编号).
    EntrantId
);
id_type!(
    /// Who watches a draw and adds to its seed (见证人), as the plan names them.
    WitnessId
);
