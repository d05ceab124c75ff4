//! The uniform lottery: how many panels keep the counted quotas, and which one has a given index.

use super::cells::Layout;
use super::count::{Count, ceiling};
use super::error::DrawError;
use super::instance::{Instance, Quota};
use super::states::{Bounds, Limit, StateSpace};
use super::tables::{Tables, Taken};
use crate::choice::below_big;
use num_bigint::BigUint;
use num_traits::Zero;
use zhuoping_provenance::Words;

/// How much a lottery may cost. It limits what is counted, never what comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Most states of the counted quotas.
    pub states: usize,
    /// Most additions in counting once: states times cells.
    pub work: u64,
    /// Bytes of tables to keep; more are computed again when needed.
    pub memory: usize,
}

impl Default for Budget {
    /// About a second on one core of an office computer, and 128 MiB.
    fn default() -> Self {
        Self { states: 100_000, work: 100_000_000, memory: 128 << 20 }
    }
}

/// All panels that keep the counted quotas and the employer limit, in the order of `docs/draw-protocol.md` section 5.
pub struct UniformLottery {
    total: BigUint,
    pub(super) order: Vec<usize>,
    pub(super) engine: Engine,
    checked: Vec<Checked>,
}

/// The tables, with the smallest numbers that hold all counts.
pub(super) enum Engine {
    Small(Tables<u128>),
    Big(Tables<BigUint>),
}

/// A quota left to rejection.
struct Checked {
    min: usize,
    max: usize,
    /// Who counts for it, by position.
    counts: Vec<bool>,
}

/// How often panels that keep the counted quotas keep the checked ones too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pilot {
    /// Panels that kept all quotas.
    pub accepted: u32,
    /// Panels tried.
    pub tried: u32,
}

/// The outcome of a draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The accepted index.
    pub index: BigUint,
    /// Its panel: ascending positions.
    pub panel: Vec<usize>,
    /// How many indices were drawn, the accepted one included.
    pub tries: u32,
}

impl UniformLottery {
    /// Counts all panels within the usual [`Budget`].
    ///
    /// # Errors
    /// As [`UniformLottery::with_budget`].
    pub fn new(instance: &Instance) -> Result<Self, DrawError> {
        Self::with_budget(instance, Budget::default())
    }

    /// Counts all panels.
    ///
    /// # Errors
    /// What [`Instance::check`] finds; [`DrawError::TooLarge`] when counting would cost more than `budget`;
    /// [`DrawError::NoPanel`] when no panel keeps the counted quotas and the employer limit.
    pub fn with_budget(instance: &Instance, budget: Budget) -> Result<Self, DrawError> {
        let (layout, space) = prepare(instance, budget)?;
        let seats = usize::from(instance.seats);
        let most = ceiling(instance.experts.len(), seats);
        // Sums of counts stay below the ceiling, so one bit to spare is enough.
        let small = most.bits() <= 127;
        let Layout { steps, order, .. } = layout;
        let engine = if small {
            Engine::Small(Tables::new(space, steps, seats, most.bits(), budget.memory))
        } else {
            Engine::Big(Tables::new(space, steps, seats, most.bits(), budget.memory))
        };
        Self::finish(instance, order, engine)
    }

    fn finish(instance: &Instance, order: Vec<usize>, engine: Engine) -> Result<Self, DrawError> {
        let total = match &engine {
            Engine::Small(tables) => tables.total().to_big(),
            Engine::Big(tables) => tables.total(),
        };
        if total.is_zero() {
            return Err(DrawError::NoPanel);
        }
        // A quota that cannot bind needs no check, counted or not.
        let binds = |quota: &Quota| quota.min > 0 || quota.max < instance.seats;
        let checked = (0..instance.quotas.len()).filter(|at| {
            let quota = &instance.quotas[*at];
            !quota.counted && binds(quota)
        });
        let checked = checked.map(|at| Checked::new(instance, at)).collect();
        Ok(Self { total, order, engine, checked })
    }

    /// How many panels keep the counted quotas and the employer limit; at least 1.
    pub fn total(&self) -> &BigUint {
        &self.total
    }

    /// The panel with an index from 0: ascending positions. It keeps the counted quotas and the employer limit, and the
    /// checked quotas only by chance; see [`UniformLottery::attempt`].
    ///
    /// # Panics
    /// When `index` is not below [`UniformLottery::total`].
    pub fn panel(&self, index: &BigUint) -> Vec<usize> {
        assert!(index < &self.total, "panel {index} of {}", self.total);
        self.panels(std::slice::from_ref(index)).swap_remove(0)
    }

    pub(super) fn panels(&self, indices: &[BigUint]) -> Vec<Vec<usize>> {
        let panels = match &self.engine {
            Engine::Small(tables) => tables.panels(indices.iter().map(u128::from_big).collect()),
            Engine::Big(tables) => tables.panels(indices.to_vec()),
        };
        let positions = |taken: Taken| {
            let mut panel: Vec<usize> =
                taken.iter().flat_map(|(cell, inside)| inside.iter().map(|at| self.order[cell.start + at])).collect();
            panel.sort_unstable();
            panel
        };
        panels.into_iter().map(positions).collect()
    }

    /// The panel with an index, or `None` when it breaks a checked quota and the next index must be drawn.
    ///
    /// # Panics
    /// When `index` is not below [`UniformLottery::total`].
    pub fn attempt(&self, index: &BigUint) -> Option<Vec<usize>> {
        Some(self.panel(index)).filter(|panel| self.admits(panel))
    }

    /// Draws indices until a panel keeps the checked quotas too: step 1 of choosing in `docs/draw-protocol.md`
    /// section 5. The words behind the accepted index are left. `None` after `limit` tries.
    pub fn choose(&self, words: &mut Words, limit: u32) -> Option<Chosen> {
        let mut tries = 0;
        let mut batch = 1;
        while tries < limit {
            // Looking ahead at several indices together costs hardly more than one when tables must be built again;
            // the words are taken from copies, so that looking ahead leaves no trace.
            let mut ahead = words.clone();
            let mut indices = Vec::new();
            let mut behind = Vec::new();
            for _ in 0..batch.min(limit - tries) {
                indices.push(below_big(&mut ahead, &self.total).expect("a lottery has at least one panel"));
                behind.push(ahead.clone());
            }
            for ((panel, index), behind) in self.panels(&indices).into_iter().zip(indices).zip(behind) {
                tries += 1;
                *words = behind;
                if self.admits(&panel) {
                    return Some(Chosen { index, panel, tries });
                }
            }
            batch = (batch * 2).min(256);
        }
        None
    }

    /// Whether some quota is left to rejection, so that an [`attempt`](Self::attempt) can fail.
    pub fn rejects(&self) -> bool {
        !self.checked.is_empty()
    }

    /// Tries `tries` random panels to tell beforehand how many a draw will need. With every quota counted there is
    /// nothing to find out, and no word is taken.
    pub fn pilot(&self, words: &mut Words, tries: u32) -> Pilot {
        let mut pilot = Pilot { accepted: 0, tried: 0 };
        if !self.rejects() {
            return Pilot { accepted: tries, tried: tries };
        }
        while pilot.tried < tries {
            let index = |_| below_big(words, &self.total).expect("a lottery has at least one panel");
            let indices: Vec<BigUint> = (0..(tries - pilot.tried).min(256)).map(index).collect();
            for panel in self.panels(&indices) {
                pilot.tried += 1;
                pilot.accepted += u32::from(self.admits(&panel));
            }
        }
        pilot
    }

    pub(super) fn admits(&self, panel: &[usize]) -> bool {
        self.checked.iter().all(|quota| quota.admits(panel))
    }
}

/// The order of the pool and the states of its counted quotas, if both are within the budget.
pub(super) fn prepare(instance: &Instance, budget: Budget) -> Result<(Layout, StateSpace), DrawError> {
    instance.check()?;
    let layout = Layout::new(instance, |quota| instance.quotas[quota].counted);
    let seats = usize::from(instance.seats);
    let quotas = instance
        .quotas
        .iter()
        .map(|quota| if quota.counted { (usize::from(quota.min), usize::from(quota.max)) } else { (0, seats) })
        .collect();
    let bounds = Bounds { seats: (seats, seats), quotas };
    let work = layout.steps.iter().map(work).sum();
    match StateSpace::new(&bounds, &layout.signatures, budget.limit(work)) {
        Some(space) => Ok((layout, space)),
        None => Err(DrawError::TooLarge(budget)),
    }
}

impl Budget {
    /// How many states are affordable when each takes `work` additions. The search for states stops there, so that
    /// hopeless cases cost little; finding out where one move leads takes about as long as 50 additions.
    pub(super) fn limit(self, work: u64) -> Limit {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Limit { states: self.states.min(number(self.work / work.max(1))), moves: number(self.work / 50) }
    }
}

/// Additions per state that a step costs.
fn work(step: &super::cells::Step) -> u64 {
    let depth = if step.cells.len() == 1 { 1 } else { step.cap };
    step.cells.iter().map(|cell| (depth * cell.size.min(step.cap)).max(1) as u64).sum()
}

impl Checked {
    fn new(instance: &Instance, quota: usize) -> Self {
        let counts = |member: &super::instance::Member| member.quotas.iter().any(|of| usize::from(*of) == quota);
        Self {
            min: usize::from(instance.quotas[quota].min),
            max: usize::from(instance.quotas[quota].max),
            counts: instance.experts.iter().map(counts).collect(),
        }
    }

    fn admits(&self, panel: &[usize]) -> bool {
        let count = panel.iter().filter(|position| self.counts[**position]).count();
        (self.min..=self.max).contains(&count)
    }
}
