//! Help for members and visitors: the support desk with its forms, questions and answers, publications;
//! and the contact form.

pub(crate) mod cases;
pub(crate) mod desk;
