/** Single dollars are money in a text far more often than formulae. */
export const MATH = { singleDollarTextMath: false };
