use crate::harness::Case;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("CS2013", "the date is that of tomorrow in UTC")
            .edit("11/20/2026", "11/23/2026")
            .twin("11/20/2026", "11/22/2026"),
    ]
}
