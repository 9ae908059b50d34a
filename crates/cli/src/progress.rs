use std::io::IsTerminal as _;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

/// How many files there must be before a bar is worth showing.
const WORTH_A_BAR: usize = 200;

/// A bar on standard error, when that is a terminal and the work is long.
pub(crate) struct Bar {
    shown: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Bar {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { shown: !quiet && std::io::stderr().is_terminal(), bar: Mutex::new(None) }
    }

    fn with(&self, work: impl FnOnce(&mut Option<ProgressBar>)) {
        // Without a bar the workers need not wait for one another.
        if !self.shown {
            return;
        }
        if let Ok(mut bar) = self.bar.lock() {
            work(&mut bar);
        }
    }
}

impl catseal::Progress for Bar {
    fn start(&self, total: usize) {
        if !self.shown || total < WORTH_A_BAR {
            return;
        }
        let bar = ProgressBar::new(u64::try_from(total).unwrap_or(u64::MAX));
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        self.with(|shown| *shown = Some(bar));
    }

    fn step(&self) {
        self.with(|bar| bar.iter().for_each(|bar| bar.inc(1)));
    }

    fn finish(&self) {
        self.with(|bar| bar.take().iter().for_each(ProgressBar::finish_and_clear));
    }
}
